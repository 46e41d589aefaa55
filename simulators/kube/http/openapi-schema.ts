import { extensionWords, plainWords, type Schema } from "../model/schema.ts";

const extensions = {
  ...extensionWords,
  patchStrategy: "x-kubernetes-patch-strategy",
  patchMergeKey: "x-kubernetes-patch-merge-key",
} as const;

/**
 * A schema as OpenAPI writes it, its references below `prefix`.
 * @param meet told of every schema that is referred to.
 */
export function toOpenApi(
  schema: Schema,
  prefix: string,
  meet: (name: string) => void,
): Record<string, unknown> {
  const convert = (each: Schema) => toOpenApi(each, prefix, meet);
  const result: Record<string, unknown> = {};
  for (const field of plainWords) if (schema[field] !== undefined) result[field] = schema[field];
  for (const [field, name] of Object.entries(extensions)) {
    const value = schema[field as keyof typeof extensions];
    if (value !== undefined) result[name] = value;
  }
  if (schema.ref !== undefined) {
    meet(schema.ref);
    const reference = { $ref: `${prefix}${schema.ref}` };
    // Beside a reference OpenAPI 3.0 lets nothing else stand.
    return Object.keys(result).length === 0 ? reference : { ...result, allOf: [reference] };
  }
  if (schema.properties) {
    const entries = Object.entries(schema.properties);
    result.properties = Object.fromEntries(entries.map(([name, each]) => [name, convert(each)]));
  }
  if (schema.items) result.items = convert(schema.items);
  const { additionalProperties: others, not } = schema;
  if (others !== undefined) {
    result.additionalProperties = typeof others === "boolean" ? others : convert(others);
  }
  for (const field of ["allOf", "anyOf", "oneOf"] as const) {
    const parts = schema[field];
    if (parts) result[field] = parts.map(convert);
  }
  if (not) result.not = convert(not);
  return result;
}
