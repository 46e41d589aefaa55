import { badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Target } from "./call.ts";

/** Puts an object into the namespace of the request. @throws ApiError BadRequest when it names another. */
export function sameNamespace(object: ApiObject, { namespace }: Target): ApiObject {
  const own = object.metadata.namespace || undefined;
  if (own === namespace) return object;
  if (namespace === undefined) {
    const { namespace: dropped, ...metadata } = object.metadata;
    return { ...object, metadata };
  }
  if (own === undefined) return { ...object, metadata: { ...object.metadata, namespace } };
  throw badRequest(
    "the namespace of the provided object does not match the namespace sent on the request",
  );
}
