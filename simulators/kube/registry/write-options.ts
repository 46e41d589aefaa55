import { goQuote } from "../access/go-quote.ts";
import type { FieldError } from "../model/api-error.ts";
import { invalid } from "./errors.ts";

const managerLengthMax = 128;

/** Checks the query of a write as `metav1` validates its options. @throws ApiError BadRequest, Invalid. */
export function validateWriteOptions(
  kind: "CreateOptions" | "UpdateOptions" | "PatchOptions",
  query: URLSearchParams,
  patchType?: string,
): void {
  const manager = query.get("fieldManager") ?? "";
  const problems: FieldError[] = [];
  if (kind === "PatchOptions" && patchType === "apply" && manager === "") {
    const detail = "is required for apply patch";
    problems.push({ type: "FieldValueRequired", field: "fieldManager", detail });
  }
  if (kind === "PatchOptions" && patchType !== "apply" && query.has("force")) {
    const detail = "may not be specified for non-apply patch";
    problems.push({ type: "FieldValueForbidden", field: "force", detail });
  }
  problems.push(...managerProblems(manager, "fieldManager"));
  problems.push(...dryRunProblems(query.getAll("dryRun")));
  problems.push(...fieldValidationProblems(query.get("fieldValidation") ?? ""));
  if (problems.length > 0) throw invalid({ group: "meta.k8s.io", kind }, "", problems);
}

export function managerProblems(manager: string, field: string): FieldError[] {
  const problems: FieldError[] = [];
  if (Buffer.byteLength(manager) > managerLengthMax) {
    const detail = `may not be more than ${managerLengthMax} bytes`;
    problems.push({ type: "FieldValueTooLong", field, detail });
  }
  let at = 0;
  for (const character of manager) {
    if (/[\p{C}\p{Z}]/u.test(character) && character !== " ") {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      const detail = `invalid character U+${code} (at position ${at})`;
      problems.push({ type: "FieldValueInvalid", field, value: manager, detail });
    }
    at += Buffer.byteLength(character);
  }
  return problems;
}

export function dryRunProblems(dryRun: readonly string[]): FieldError[] {
  if (dryRun.every((each) => each === "All")) return [];
  const detail = `supported values: ${goQuote("All")}`;
  return [{ type: "FieldValueNotSupported", field: "dryRun", value: dryRun, detail }];
}

function fieldValidationProblems(value: string): FieldError[] {
  if (["", "Ignore", "Strict", "Warn"].includes(value)) return [];
  const detail = 'supported values: "", "Ignore", "Strict", "Warn"';
  return [{ type: "FieldValueNotSupported", field: "fieldValidation", value, detail }];
}
