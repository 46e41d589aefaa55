import { metadataLooks } from "../definitions/validation/metadata-looks.ts";
import type { FieldError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Call } from "./call.ts";
import { conflict, invalid, kindOf, resourceOf } from "./errors.ts";

/**
 * What a patch may do to an object's uid: nothing. It is no precondition as that of a PUT, but a field
 * that can't change. @throws ApiError Invalid, Conflict for an object that isn't there.
 */
export function keepUid(object: ApiObject, live: ApiObject | undefined, call: Call): ApiObject {
  const { definition, name = "", subresource } = call.target;
  const { uid, resourceVersion } = object.metadata;
  if (!uid || uid === live?.metadata.uid) return object;
  if (!live) {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(resourceOf(definition), name, why);
  }
  const stale = resourceVersion && resourceVersion !== live.metadata.resourceVersion;
  const taken = definition.custom && subresource === "status";
  if (!stale && !taken) {
    const problem: FieldError = {
      ...{ type: "FieldValueInvalid", field: "metadata.uid", value: uid },
      detail: "field is immutable",
    };
    // The generic check finds it, and the kind's own where there is one.
    const checks = 1 + metadataLooks(definition, subresource).changes;
    throw invalid(kindOf(definition), name, Array<FieldError>(checks).fill(problem));
  }
  const { uid: own = "" } = live.metadata;
  return { ...object, metadata: { ...object.metadata, uid: own } };
}
