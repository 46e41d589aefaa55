import { writeObject } from "../../definitions/read-object.ts";
import type { ApiObject } from "../../model/api-object.ts";
import type { Target } from "../call.ts";
import { sameJson } from "../same-json.ts";
import { specOf } from "./pod.ts";

/** What the endpoints for ephemeral containers and for resources let through of a pod; undefined for any other. */
export function prepareBesidePod(
  { definition, version, subresource }: Target,
  object: ApiObject,
  live: ApiObject,
): ApiObject | undefined {
  if (definition.group !== "" || definition.plural !== "pods") return undefined;
  const spec = wanted(subresource, object, live);
  if (!spec) return undefined;
  const { managedFields } = object.metadata;
  const { generation = 0 } = live.metadata;
  const changed = !sameJson(spec, live.spec);
  const metadata = {
    ...live.metadata,
    ...(managedFields === undefined ? {} : { managedFields }),
    ...(changed ? { generation: generation + 1 } : {}),
  };
  return writeObject(version, { ...live, metadata, spec });
}

function wanted(subresource: string | undefined, object: ApiObject, live: ApiObject) {
  if (subresource === "ephemeralcontainers") {
    const { ephemeralContainers: _, ...rest } = specOf(live);
    const { ephemeralContainers } = specOf(object);
    return ephemeralContainers === undefined ? rest : { ...rest, ephemeralContainers };
  }
  if (subresource !== "resize") return undefined;
  const [asked, own] = [specOf(object), specOf(live)];
  return {
    ...own,
    ...withResources("containers", asked.containers, own.containers),
    ...withResources("initContainers", asked.initContainers, own.initContainers),
  };
}

function withResources(
  key: "containers" | "initContainers",
  asked: { name: string; resources?: unknown }[] = [],
  own: { name: string; resources?: unknown }[] | undefined = undefined,
) {
  if (!own) return {};
  const resized = own.map((container) => {
    const found = asked.find(({ name }) => name === container.name);
    return found ? { ...container, resources: found.resources ?? {} } : container;
  });
  return { [key]: resized };
}
