import { copyJson } from "../../support/copy-json.ts";
import type { JsonMap } from "../apply/json-value.ts";
import type { Schema, SchemaSet } from "../model/schema.ts";
import { applyJsonPatch } from "./json-patch.ts";
import { applyMergePatch } from "./merge-patch.ts";
import { applyStrategicPatch } from "./strategic-patch.ts";

export interface PatchRequest {
  type: "json" | "merge" | "strategic";
  /** Parsed, and otherwise as it was sent. */
  patch: unknown;
  object: object;
  /** Of the object; strategic merge patches are led by it. */
  schema: Schema;
  schemas: SchemaSet;
}

/** The patched object, a new one; a list, which is none, where the patch says so. Throws ApiError as the API server words it. */
export function applyPatch({ type, patch, object, schema, schemas }: PatchRequest): object {
  const own: JsonMap = { ...object };
  switch (type) {
    case "json":
      return applyJsonPatch(copyJson(own), patch) as object;
    case "merge":
      return applyMergePatch(own, patch);
    case "strategic":
      return applyStrategicPatch({ object: copyJson(own), patch, schema, schemas });
  }
}
