import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { AdmissionRequest } from "../registry/call.ts";
import type { FoundResource } from "../registry/catalog.ts";
import { forbidden } from "../registry/errors.ts";
import { isNamespace } from "../registry/namespaces.ts";

export interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

export interface GroupVersionResource {
  group: string;
  version: string;
  resource: string;
}

/** A request as rules, selectors and reviews speak of it. */
export interface Attributes extends Omit<AdmissionRequest, "target"> {
  found: FoundResource;
  /** Empty while it is still to be generated. */
  name: string;
  /** Empty for what lives in none; a namespace lives in itself. */
  namespace: string;
  /** Empty for the object itself. */
  subresource: string;
}

export function attributesOf({ target, ...request }: AdmissionRequest): Attributes {
  const { definition, version, name = "", namespace = "", subresource = "" } = target;
  return {
    ...request,
    found: { definition, version },
    name,
    namespace: isNamespace(definition) ? name : namespace,
    subresource,
  };
}

export function resourceAt({ definition, version }: FoundResource): GroupVersionResource {
  return { group: definition.group, version: version.name, resource: definition.plural };
}

/** The kind of a resource's objects, or of its subresource's. */
export function kindAt(
  { definition, version }: FoundResource,
  subresource: string,
): GroupVersionKind {
  if (subresource === "scale") return { group: "autoscaling", version: "v1", kind: "Scale" };
  const other = definition.otherSubresources?.find(({ name }) => name === subresource);
  if (other) return { group: other.group, version: other.version, kind: other.kind };
  return { group: definition.group, version: version.name, kind: definition.kind };
}

/** An admission plugin says no. */
export function refusal(attributes: Attributes, why: string): ApiError {
  const { found, name, object } = attributes;
  const { group, plural } = found.definition;
  const told = name || object?.metadata.name || object?.metadata.generateName || "Unknown";
  return forbidden({ group, resource: plural }, told, why);
}

/** What went wrong inside the server. */
export function internalError(message: string): ApiError {
  return new ApiError({
    message: `Internal error occurred: ${message}`,
    reason: "InternalError",
    details: { causes: [{ message }] },
    code: 500,
  });
}

/** Labels of an object, whatever it is. */
export function labelsOf(object: ApiObject): Record<string, string> {
  return object.metadata.labels ?? {};
}
