import type { ObjectReader } from "../../model/access.ts";
import type { ApiObject } from "../../model/api-object.ts";

const plurals: Record<string, string> = { Pod: "pods", Node: "nodes", Secret: "secrets" };

/** A reader of the objects given, in their order. */
export function objectSet(objects: ApiObject[]): ObjectReader {
  const matching = (resource: { group: string; resource: string }) =>
    objects.filter(
      ({ apiVersion, kind }) =>
        (apiVersion.includes("/") ? apiVersion.split("/")[0] : "") === resource.group &&
        (plurals[kind] ?? `${kind.toLowerCase()}s`) === resource.resource,
    );
  return {
    get: (resource, namespace, name) =>
      matching(resource).find(
        ({ metadata }) => metadata.namespace === namespace && metadata.name === name,
      ),
    list: (resource, namespace) =>
      matching(resource).filter(
        ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
      ),
  };
}
