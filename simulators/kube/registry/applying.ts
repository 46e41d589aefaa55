import { isDeepStrictEqual } from "node:util";
import type { ApiObject } from "../model/api-object.ts";
import type { Schema, SchemaSet } from "../model/schema.ts";

interface Common {
  schema: Schema;
  schemas: SchemaSet;
  live: ApiObject | undefined;
  manager: string;
  apiVersion: string;
  subresource?: string;
  now: string;
}

/** Stands in until managedFields are kept. */
export function trackUpdate(options: Common & { updated: ApiObject }): ApiObject {
  return options.updated;
}

export function serverSideApply(
  options: Common & { applied: ApiObject; force: boolean },
): ApiObject {
  return merge(options.live ?? {}, options.applied) as ApiObject;
}

export function applyPatch(options: {
  type: "json" | "merge" | "strategic";
  patch: unknown;
  object: object;
  schema: Schema;
  schemas: SchemaSet;
}): object {
  if (options.type === "json") throw new Error("JSON patches are not there yet");
  return merge(options.object, options.patch) as object;
}

function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> =
    typeof target === "object" && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (!isDeepStrictEqual(result[key], value)) result[key] = merge(result[key], value);
  }
  return result;
}
