import type { FieldError } from "./api-error.ts";

/** An error of a field in the words of `field.Error`; `value` absent where none is printed. */
export function invalid(field: string, value: unknown, detail: string): FieldError {
  return { type: "FieldValueInvalid", field, value, detail };
}

export function required(field: string, detail = ""): FieldError {
  return { type: "FieldValueRequired", field, detail };
}

export function forbidden(field: string, detail: string): FieldError {
  return { type: "FieldValueForbidden", field, detail };
}

export function duplicate(field: string, value: unknown): FieldError {
  return { type: "FieldValueDuplicate", field, value, detail: "" };
}

export function notFoundIn(field: string, value: unknown): FieldError {
  return { type: "FieldValueNotFound", field, value, detail: "" };
}

export function unsupported(field: string, value: unknown, values: readonly string[]): FieldError {
  const listed = values.map((one) => JSON.stringify(one)).join(", ");
  return { type: "FieldValueNotSupported", field, value, detail: `supported values: ${listed}` };
}

export function tooLong(field: string, lengthMax: number): FieldError {
  return { type: "FieldValueTooLong", field, detail: `may not be more than ${lengthMax} bytes` };
}
