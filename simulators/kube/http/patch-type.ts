import { ApiError } from "../model/api-error.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import type { PatchType } from "../registry/patch.ts";
import { unsupportedMediaType } from "./body.ts";

const types: Record<string, PatchType> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

/** @throws ApiError UnsupportedMediaType; custom resources have no strategic merge patch. */
export function patchTypeOf(mediaType: string, { custom }: ResourceDefinition): PatchType {
  const type = types[mediaType];
  if (type !== undefined && !(custom && type === "strategic")) return type;
  if (!custom) {
    const message = "415: Unsupported Media Type";
    throw new ApiError({ message, reason: "UnsupportedMediaType", details: {}, code: 415 });
  }
  throw unsupportedMediaType(
    Object.keys(types).filter((each) => !(custom && types[each] === "strategic")),
  );
}
