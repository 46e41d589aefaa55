import type { ApiObject } from "../model/api-object.ts";
import type { Call } from "./call.ts";
import { conflict, resourceOf } from "./errors.ts";

/** Marks an object by the uid that a patch would have given it. */
const foreignUid = Symbol("foreign uid");

/**
 * What a patch may do to an object's uid: nothing. It is no precondition as that of a PUT, but a field
 * that can't change, which validation tells. @throws ApiError Conflict for an object that isn't there.
 */
export function keepUid(object: ApiObject, live: ApiObject | undefined, call: Call): ApiObject {
  const { definition, name = "", subresource } = call.target;
  const { uid } = object.metadata;
  if (!uid || uid === live?.metadata.uid) return object;
  if (!live) {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(resourceOf(definition), name, why);
  }
  const { uid: own = "" } = live.metadata;
  const kept = { ...object, metadata: { ...object.metadata, uid: own } };
  // The status of a custom resource leaves its metadata alone.
  return definition.custom && subresource === "status"
    ? kept
    : Object.assign(kept, { [foreignUid]: uid });
}

/** An object with the uid that the patch asked for, for those who judge it. */
export function withForeignUid(object: ApiObject, wanted: ApiObject): ApiObject {
  const uid: unknown = Reflect.get(wanted, foreignUid);
  if (typeof uid !== "string") return object;
  return { ...object, metadata: { ...object.metadata, uid } };
}
