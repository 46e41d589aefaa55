import { isDeepStrictEqual } from "node:util";
import { equalValues } from "../../apply/json-value.ts";
import type { FieldError } from "../../model/api-error.ts";
import type { Schema, SchemaSet } from "../../model/schema.ts";
import { isObject } from "../is-object.ts";
import { validateCombinations } from "./combinations.ts";
import { correlatedItems } from "./correlate.ts";
import { fieldErrors } from "./field-errors.ts";
import { matchesFormat } from "./formats.ts";
import { validateNumber, validateString } from "./scalars.ts";

/** A value at its place, with the schema it is held to. */
export interface Node {
  schemas: SchemaSet;
  schema: Schema;
  value: unknown;
  /** What stood there before, where that can be told. */
  old?: unknown;
  path: string;
}

/** The errors of one node and all below it, without those of lists as sets and maps and of rules. */
export function validateNode(node: Node): FieldError[] {
  const { value, old, path } = node;
  if (old !== undefined && equalValues(value, old)) return [];
  const schema = node.schemas.resolve(node.schema);
  const resolved = { ...node, schema };
  const errors = [...validateType(schema, value, path)];
  if (value !== null) {
    errors.push(...validateCombinations(resolved, validateNode));
    if (typeof value === "string") errors.push(...validateString(schema, value, path));
    if (typeof value === "number") errors.push(...validateNumber(schema, value, path));
    if (Array.isArray(value)) errors.push(...validateItems(resolved, value));
  }
  if (schema.enum && !schema.enum.some((one) => isDeepStrictEqual(one, value)))
    errors.push(fieldErrors.notSupported(path, value, schema.enum));
  if (isObject(value)) errors.push(...validateFields(resolved, value));
  return errors;
}

function validateType(schema: Schema, value: unknown, path: string): FieldError[] {
  const types = schema.intOrString ? ["integer", "string"] : schema.type ? [schema.type] : [];
  if (types.length === 0) return [];
  if (value === null)
    return schema.nullable ? [] : [fieldErrors.wrongType(path, types.join(), "null")];
  const given = typeOf(value);
  if (types.includes("string") && isChecked(schema.format)) {
    // Of a list nobody says that it is none, and all else is to be of the format's type.
    if (typeof value === "string" || Array.isArray(value)) return [];
    const number = given === "integer" ? "int64" : "float64";
    const kind = typeof value === "number" ? number : "";
    if (!types.some((type) => type === given))
      return [fieldErrors.wrongType(path, schema.format, kind)];
  }
  if (types.some((type) => type === given)) return [];
  if (given === "integer" && types.includes("number")) return [];
  return [fieldErrors.wrongType(path, types.join(), given)];
}

function isChecked(format: string | undefined): format is string {
  return format !== undefined && matchesFormat(format, "") !== undefined;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  // Larger ones are floats to Go; of those from 2^53 on it can't be told here what they were written as.
  if (typeof value === "number")
    return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? "integer" : "number";
  return typeof value;
}

function validateItems(node: Node, list: unknown[]): FieldError[] {
  const { schema, path } = node;
  const { items, minItems, maxItems, uniqueItems } = schema;
  const errors: FieldError[] = [];
  if (items) {
    const before = correlatedItems(node, list);
    for (const [index, value] of list.entries()) {
      const at = { ...node, schema: items, value, old: before[index], path: `${path}[${index}]` };
      errors.push(...validateNode(at));
    }
  }
  if (minItems !== undefined && list.length < minItems) {
    const problem = `should have at least ${minItems} items`;
    errors.push(fieldErrors.invalid(path, list.length, problem));
  }
  if (maxItems !== undefined && list.length > maxItems)
    errors.push(fieldErrors.tooMany(path, list.length, maxItems));
  if (uniqueItems && hasDuplicates(list))
    errors.push(fieldErrors.invalid(path, "", "shouldn't contain duplicates"));
  return errors;
}

function hasDuplicates(list: unknown[]): boolean {
  return list.some((one, index) => list.slice(0, index).some((two) => isDeepStrictEqual(one, two)));
}

function validateFields(node: Node, value: Record<string, unknown>): FieldError[] {
  const { schema, path, old } = node;
  const { properties = {}, additionalProperties, required = [] } = schema;
  const errors: FieldError[] = [];
  const count = Object.keys(value).length;
  if (schema.minProperties !== undefined && count < schema.minProperties) {
    const problem = `should have at least ${schema.minProperties} properties`;
    errors.push(fieldErrors.invalid(path, count, problem));
  }
  if (schema.maxProperties !== undefined && count > schema.maxProperties)
    errors.push(fieldErrors.tooMany(path, count, schema.maxProperties));
  const before = isObject(old) ? old : {};
  for (const [key, field] of Object.entries(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const of = property ?? additionalProperties;
    if (of === false) errors.push(fieldErrors.invalid(path, key, `is a forbidden property`));
    if (typeof of !== "object") continue;
    // What did not change is not complained of.
    if (field !== undefined && field === before[key]) continue;
    const at = path === "" ? key : `${path}.${key}`;
    errors.push(...validateNode({ ...node, schema: of, value: field, old: before[key], path: at }));
  }
  for (const key of required)
    if (!Object.hasOwn(value, key))
      errors.push(fieldErrors.required(path === "" ? key : `${path}.${key}`));
  return errors;
}
