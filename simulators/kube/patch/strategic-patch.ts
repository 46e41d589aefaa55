import { copyJson } from "../../support/copy-json.ts";
import { isMap, type JsonMap } from "../apply/json-value.ts";
import { ApiError } from "../model/api-error.ts";
import { noReferences, type Schema, type SchemaSet } from "../model/schema.ts";
import { badPatch, undecodable } from "./patch-error.ts";
import { typeName } from "./patch-schema.ts";
import { mergeMaps } from "./strategic-map.ts";

/**
 * A strategic merge patch, led by `patchStrategy` and `patchMergeKey` of the schema. Changes the object
 * in place. Custom resources can't be patched so: 415.
 */
export function applyStrategicPatch(options: {
  object: JsonMap;
  patch: unknown;
  schema: Schema;
  schemas: SchemaSet;
}): JsonMap {
  const { object, patch, schema, schemas } = options;
  if (schemas === noReferences) throw unsupported();
  if (patch === null) return object;
  if (!isMap(patch)) {
    throw badPatch(undecodable(patch, "map[string]interface {}").message.replace(/^.*?: /, ""));
  }
  const name = typeName(schema) || (typeof object.kind === "string" ? object.kind : "");
  return mergeMaps(object, copyJson(patch), { schema, schemas, name });
}

function unsupported(): ApiError {
  return new ApiError({
    message:
      "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
    reason: "UnsupportedMediaType",
    code: 415,
  });
}
