import type { FieldError } from "../../model/api-error.ts";
import type { Schema } from "../../model/schema.ts";
import { fieldErrors, fieldName } from "./field-errors.ts";
import { matchesFormat } from "./formats.ts";
import { goPattern, PatternError } from "./go-pattern.ts";

export function validateString(schema: Schema, text: string, path: string): FieldError[] {
  const { minLength, maxLength, pattern, format } = schema;
  const errors: FieldError[] = [];
  const length = minLength === undefined && maxLength === undefined ? 0 : [...text].length;
  if (maxLength !== undefined && length > maxLength)
    errors.push(fieldErrors.tooLong(path, maxLength));
  if (minLength !== undefined && length < minLength) {
    const problem = `should be at least ${minLength} chars long`;
    errors.push(fieldErrors.invalid(path, text, problem));
  }
  if (pattern !== undefined) {
    const expected = mismatch(pattern, text);
    if (expected !== undefined)
      errors.push(fieldErrors.invalid(path, text, `should match '${expected}'`));
  }
  if (format !== undefined && !schema.intOrString && matchesFormat(format, text) === false) {
    const detail = `${path} in body must be of type ${format}: ${JSON.stringify(text)}`;
    errors.push({ type: "FieldValueTypeInvalid", field: fieldName(path), value: text, detail });
  }
  return errors;
}

/** The pattern as it is shown when the text doesn't match it: one that can't be read matches nothing. */
function mismatch(pattern: string, text: string): string | undefined {
  try {
    return goPattern(pattern).test(text) ? undefined : pattern;
  } catch (error) {
    if (error instanceof PatternError)
      return `${pattern}, but pattern is invalid: ${error.message}`;
    throw error;
  }
}

const int32 = 2 ** 31;

export function validateNumber(schema: Schema, value: number, path: string): FieldError[] {
  const { minimum, maximum, multipleOf, format, type } = schema;
  const errors: FieldError[] = [];
  if (format === "int32" && type === "integer" && (value < -int32 || value >= int32))
    errors.push({
      type: "FieldValueInvalid",
      field: "<nil>",
      value: "",
      detail: `Checked value must be of type integer with format int32 in ${path}`,
    });
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf))
    errors.push(fieldErrors.invalid(path, value, `should be a multiple of ${multipleOf}`));
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum)) {
    const bound = schema.exclusiveMaximum ? "less than" : "less than or equal to";
    errors.push(fieldErrors.invalid(path, value, `should be ${bound} ${maximum}`));
  }
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum)) {
    const bound = schema.exclusiveMinimum ? "greater than" : "greater than or equal to";
    errors.push(fieldErrors.invalid(path, value, `should be ${bound} ${minimum}`));
  }
  return errors;
}
