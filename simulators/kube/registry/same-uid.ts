import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import type { Call } from "./call.ts";
import { conflict, resourceOf } from "./errors.ts";

/** @throws ApiError Conflict when the object was meanwhile made anew. */
export function requireSameUid({ target, dryRun }: Call, wanted: ApiObject, live: ApiObject): void {
  const resource = resourceOf(target.definition);
  const { name, namespace } = live.metadata;
  const { uid } = wanted.metadata;
  if (!uid || uid === live.metadata.uid) return;
  const path = [keyPrefix(target.definition), ...(namespace ? [namespace] : []), name];
  // A dry run stays short of the storage, which knows where all keys begin.
  const key = `${dryRun ? "" : "/registry"}/${path.join("/")}`;
  const why =
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, ` +
    `AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`;
  throw conflict(resource, name, why);
}

/** Where objects are kept: built-in ones by their resource alone, some by what it was called once. */
function keyPrefix({ group, plural, custom }: ResourceDefinition): string {
  const apart = custom || /^api(extensions|registration)\./.test(group);
  return apart ? `${group}/${plural}` : (oldPrefixes[plural] ?? plural);
}

const oldPrefixes: Record<string, string> = {
  replicationcontrollers: "controllers",
  endpoints: "services/endpoints",
  services: "services/specs",
  nodes: "minions",
  ingresses: "ingress",
};
