import type { FieldError } from "../../model/api-error.ts";

/** Errors in the words that structural schemas report them. `path` is empty for the whole object. */
export const fieldErrors = {
  required: (path: string): FieldError => ({
    type: "FieldValueRequired",
    field: path,
    detail: "",
  }),
  wrongType: (path: string, wanted: string, given: string): FieldError => ({
    type: "FieldValueTypeInvalid",
    field: fieldName(path),
    value: given,
    detail: `${inBody(path)} must be of type ${wanted}: "${given}"`,
  }),
  invalid: (path: string, value: unknown, problem: string): FieldError => ({
    type: "FieldValueInvalid",
    field: fieldName(path),
    value,
    detail: `${inBody(path)} ${problem}`,
  }),
  notSupported: (path: string, value: unknown, values: readonly unknown[]): FieldError => ({
    type: "FieldValueNotSupported",
    field: fieldName(path),
    value,
    detail: `supported values: ${values
      .map((one) => JSON.stringify(typeof one === "string" ? one : JSON.stringify(one)))
      .join(", ")}`,
  }),
  tooLong: (path: string, maximum: number): FieldError => ({
    type: "FieldValueTooLong",
    field: fieldName(path),
    detail: `may not be more than ${maximum} bytes`,
  }),
  tooMany: (path: string, count: number, maximum: number): FieldError => ({
    type: "FieldValueTooMany",
    field: fieldName(path),
    value: count,
    detail: `must have at most ${maximum} item${maximum === 1 ? "" : "s"}`,
  }),
  duplicate: (path: string, value: unknown): FieldError => ({
    type: "FieldValueDuplicate",
    field: path,
    value,
    detail: "",
  }),
};

/** Go calls an error that has no path of its own one of `<nil>`. */
export function fieldName(path: string): string {
  return path === "" ? "<nil>" : path;
}

/** The kube-openapi validators begin every message so. */
function inBody(path: string): string {
  return `${path} in body`;
}
