import type { Schema } from "../../model/schema.ts";

const known = new WeakMap<Schema, boolean>();

/** Whether a schema or one below it has rules. References lead to built-in types, which have none. */
export function hasRules(schema: Schema): boolean {
  if (schema.ref !== undefined) return false;
  let has = known.get(schema);
  if (has === undefined) {
    const { properties = {}, items, additionalProperties } = schema;
    const below = [...Object.values(properties), items, additionalProperties];
    has =
      schema.validations !== undefined ||
      below.some((one) => typeof one === "object" && hasRules(one));
    known.set(schema, has);
  }
  return has;
}
