import { badRequest } from "../model/api-error.ts";
import { isTooDeep, tooDeep } from "../model/depth.ts";
import { overflowIn, parseJson } from "../model/number-literals.ts";
import { undecodable } from "../patch/patch-error.ts";
import { noteUnescaped } from "../patch/unescaped.ts";
import type { ParsedPatch, PatchType } from "../registry/patch.ts";
import { parseYaml } from "./body.ts";
import { duplicateFields } from "./duplicate-fields.ts";
import { goJsonError } from "./go-json-error.ts";
import { repeatedKeys } from "./repeated-keys.ts";

/** @throws ApiError BadRequest. */
export function parsePatch(type: PatchType, text: string, fieldValidation: string): ParsedPatch {
  if (type === "apply") return parseApplied(text);
  let patch: unknown;
  try {
    patch = parseJson(text);
  } catch (error) {
    throw badRequest(describe(type, goJsonError(text) ?? String(error), fieldValidation));
  }
  if (isTooDeep(patch)) throw badRequest(describe(type, tooDeep, fieldValidation));
  const overflow = overflowIn(patch);
  if (overflow !== undefined) {
    const into = type === "json" ? "Go struct field jsonPatchOp.value" : "Go value";
    const told = `json: cannot unmarshal number ${overflow} into ${into} of type float64`;
    throw badRequest(describe(type, told, fieldValidation));
  }
  if (type === "json" && fieldValidation !== "Ignore") requireOperations(patch);
  if (type === "json" && fieldValidation === "Ignore" && !Array.isArray(patch) && patch !== null) {
    const what = typeof patch === "boolean" ? "bool" : typeof patch;
    throw badRequest(`json: cannot unmarshal ${what} into Go value of type jsonpatch.Patch`);
  }
  if (type === "merge" && fieldValidation === "Ignore" && typeof patch !== "object") {
    throw badRequest("Invalid JSON Patch");
  }
  if (type === "merge" && fieldValidation !== "Ignore" && Array.isArray(patch))
    throw undecodable(patch, "map[string]interface {}");
  if (type === "json" && Array.isArray(patch)) noteUnescaped(patch, text);
  const duplicates = duplicateFields(text, patch).map((path) => `duplicate field "${path}"`);
  return { patch, duplicates };
}

/** What looks for unknown fields decodes first, and says so. */
function describe(type: PatchType, problem: string, fieldValidation: string): string {
  if (type === "strategic") return problem;
  if (fieldValidation !== "Ignore") return `error decoding patch: ${problem}`;
  return type === "merge" ? "Invalid JSON Patch" : problem;
}

/** @throws ApiError BadRequest for operations whose parts are no text. */
function requireOperations(patch: unknown): void {
  if (!Array.isArray(patch)) return;
  for (const operation of patch) {
    if (typeof operation !== "object" || operation === null || Array.isArray(operation)) continue;
    for (const [key, value] of Object.entries(operation)) {
      if (!["op", "path", "from"].includes(key) || value === null || typeof value === "string")
        continue;
      const found = Array.isArray(value)
        ? "array"
        : typeof value === "boolean"
          ? "bool"
          : typeof value;
      throw badRequest(
        `error decoding patch: json: cannot unmarshal ${found} into Go struct field jsonPatchOp.${key} of type string`,
      );
    }
  }
}

function parseApplied(text: string): ParsedPatch {
  const json = parsePlainJson(text);
  if (json) return { patch: json.value, duplicates: [] };
  let patch: unknown;
  try {
    patch = parseYaml(text).value;
  } catch (error) {
    throw error instanceof Error ? badRequest(`error decoding YAML: ${error.message}`) : error;
  }
  return { patch, duplicates: repeatedKeys(text) };
}

/** What programs send: JSON, which reads the same as YAML but a hundred times faster, with no key twice. */
function parsePlainJson(text: string): { value: unknown } | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const value = parseJson(text);
    // As YAML it is a text.
    if (isTooDeep(value) || overflowIn(value) !== undefined) return undefined;
    return duplicateFields(text, value).length === 0 ? { value } : undefined;
  } catch {
    return undefined;
  }
}
