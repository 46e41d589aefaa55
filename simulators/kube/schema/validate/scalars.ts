import type { FieldError } from "../../model/api-error.ts";
import type { Schema } from "../../model/schema.ts";
import { fieldErrors, fieldName } from "./field-errors.ts";
import { matchesFormat } from "./formats.ts";
import { goPattern } from "./go-pattern.ts";

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
  if (pattern !== undefined && !goPattern(pattern).test(text))
    errors.push(fieldErrors.invalid(path, text, `should match '${pattern}'`));
  if (format !== undefined && !schema.intOrString && matchesFormat(format, text) === false) {
    const detail = `${path} in body must be of type ${format}: ${JSON.stringify(text)}`;
    errors.push({ type: "FieldValueTypeInvalid", field: fieldName(path), value: text, detail });
  }
  return errors;
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
