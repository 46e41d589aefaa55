import { ApiError, qualified } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import type { DeleteOptions } from "./delete-options.ts";
import { conflict } from "./errors.ts";
import { namespaces } from "./namespaces.ts";

/** A deletion may name the very object it is of. @throws ApiError Conflict. */
export function requirePreconditions(
  object: ApiObject,
  definition: ResourceDefinition,
  { preconditions }: DeleteOptions,
): void {
  const { uid, resourceVersion, name } = object.metadata;
  // Events are those of the core group, whatever they are asked for by.
  const { group } = definition.storedAs ?? definition;
  if (object.kind === "Namespace" && group === "") {
    requireOfNamespace(object, preconditions);
    return;
  }
  const refuse = (why: string) => {
    throw new ApiError({
      message: `Operation cannot be fulfilled on ${qualified({ group, resource: object.kind })} "${name}": ${why}`,
      reason: "Conflict",
      details: { name, ...(group === "" ? {} : { group }), kind: object.kind },
      code: 409,
    });
  };
  if (preconditions.uid && preconditions.uid !== uid) {
    refuse(
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). ` +
        "The object might have been deleted and then recreated",
    );
  }
  if (preconditions.resourceVersion && preconditions.resourceVersion !== resourceVersion) {
    refuse(
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match ` +
        `the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
  }
}

/** Namespaces have a deletion of their own, which says it in its own words. */
function requireOfNamespace(
  { metadata }: ApiObject,
  preconditions: DeleteOptions["preconditions"],
): void {
  const { uid, resourceVersion, name } = metadata;
  const wanted = preconditions.uid ?? uid;
  if (wanted !== uid) {
    const why = `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${uid}`;
    throw conflict(namespaces, name, why);
  }
  const version = preconditions.resourceVersion ?? resourceVersion;
  if (version === resourceVersion) return;
  throw conflict(
    namespaces,
    name,
    `Precondition failed: ResourceVersion in precondition: ${version}, ResourceVersion in object meta: ${resourceVersion}`,
  );
}
