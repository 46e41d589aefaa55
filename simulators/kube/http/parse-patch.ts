import { badRequest } from "../model/api-error.ts";
import type { PatchType } from "../registry/patch.ts";
import { parseYaml } from "./body.ts";
import { duplicateFields } from "./duplicate-fields.ts";
import { goJsonError } from "./go-json-error.ts";
import { repeatedKeys } from "./repeated-keys.ts";

/** A patch, before anyone looked at what it says. */
export interface ParsedPatch {
  patch: unknown;
  /** Keys that are there twice, as the server tells of them. */
  duplicates: string[];
}

/** @throws ApiError BadRequest. */
export function parsePatch(type: PatchType, text: string, fieldValidation: string): ParsedPatch {
  if (type === "apply") return parseApplied(text);
  const problem = goJsonError(text);
  if (problem !== undefined) throw badRequest(describe(type, problem, fieldValidation));
  const patch: unknown = JSON.parse(text);
  const duplicates = duplicateFields(text, patch).map((path) => `duplicate field "${path}"`);
  return { patch, duplicates };
}

/** What looks for unknown fields decodes first, and says so. */
function describe(type: PatchType, problem: string, fieldValidation: string): string {
  if (type === "strategic") return problem;
  if (fieldValidation !== "Ignore") return `error decoding patch: ${problem}`;
  return type === "merge" ? "Invalid JSON Patch" : problem;
}

function parseApplied(text: string): ParsedPatch {
  let patch: unknown;
  try {
    patch = parseYaml(text).value;
  } catch (error) {
    throw error instanceof Error ? badRequest(`error decoding YAML: ${error.message}`) : error;
  }
  return { patch, duplicates: repeatedKeys(text) };
}
