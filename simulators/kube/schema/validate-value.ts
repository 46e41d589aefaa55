import type { FieldError } from "../model/api-error.ts";
import type { Schema, SchemaSet } from "../model/schema.ts";
import { hasRules } from "./cel/has-rules.ts";
import { validateRules } from "./cel/validate-rules.ts";
import { isObject } from "./is-object.ts";
import { withinSteps } from "./validate/go-pattern.ts";
import { validateLists } from "./validate/lists.ts";
import { type Node, validateNode } from "./validate/node.ts";

/**
 * What is wrong with `value`, in the words of the real server. With `old`, as for an update: what did
 * not change is not complained of (ratcheting), and rules on transitions are held to.
 */
export function validateValue(request: {
  schema: Schema;
  schemas: SchemaSet;
  value: unknown;
  old?: unknown;
  /** What was found before keeps rules from being held to. */
  before?: readonly FieldError[];
  /** Only this field is held to its schema, and rules; all else is as it was. */
  only?: "status";
  /** What else there is to say, between the schema and its lists. */
  between?: readonly FieldError[];
}): FieldError[] {
  return withinSteps(() => validateAll(request));
}

function validateAll({
  schema,
  schemas,
  value,
  old,
  before = [],
  only,
  between = [],
}: Parameters<typeof validateValue>[0]) {
  const node = { schemas, schema, value, old, path: "" };
  const errors: FieldError[] = [
    ...(only === undefined ? validateNode(node) : validatePart(node, only)),
    ...between,
    ...validateLists({ schemas, schema, value, path: "" }),
  ];
  if ([...before, ...errors].some(({ type }) => blocking.has(type)))
    return [...errors, ...unchecked(schema)];
  return [...errors, ...validateRules({ schemas, schema, value, old })];
}

/** A field by itself: messages name what is in it by its path from there. */
function validatePart({ value, old, ...node }: Node, name: string): FieldError[] {
  const part = isObject(value) ? value[name] : undefined;
  const schema = node.schemas.resolve(node.schema).properties?.[name];
  if (part === undefined || !schema) return [];
  const before = isObject(old) ? old[name] : undefined;
  return validateNode({ ...node, schema, value: part, old: before }).map((error) => {
    const { field } = error;
    return { ...error, field: field === "" || field === "<nil>" ? name : `${name}.${field}` };
  });
}

/** Rules may rely on types, and on limits of size for their cost. */
const blocking = new Set<FieldError["type"]>([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);

function unchecked(schema: Schema): FieldError[] {
  if (!hasRules(schema)) return [];
  const detail =
    "some validation rules were not checked because the object was invalid; " +
    "correct the existing errors to complete validation";
  return [{ type: "FieldValueInvalid", field: "<nil>", value: null, detail }];
}
