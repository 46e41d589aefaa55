import type { Schema } from "../../../model/schema.ts";
import { builtinSchemas } from "../../builtin-schemas.ts";
import { escapeName, reserved } from "./declared-type.ts";
import { bool, bytes, type CelType, dyn, int, listOf, simple, text } from "./type.ts";

/** Types that lead to themselves are made while they are asked for. */
const underway = new Set<string>();
const known = new Map<string, CelType | undefined>();

/** The type of a built-in schema's values in CEL; nothing for quantities, which policies don't get to see. */
export function builtinType(schema: Schema): CelType | undefined {
  const { ref } = schema;
  if (ref === undefined) return typeOf(schema);
  if (known.has(ref)) return known.get(ref);
  if (underway.has(ref)) return dyn;
  underway.add(ref);
  const type = typeOf(builtinSchemas().resolve(schema));
  underway.delete(ref);
  known.set(ref, type);
  return type;
}

function typeOf(schema: Schema): CelType | undefined {
  if (schema.format === "quantity") return undefined;
  if (schema.intOrString || schema.preserveUnknownFields) return dyn;
  switch (schema.type) {
    case "boolean":
      return bool;
    case "integer":
      return int;
    case "number":
      return simple("double");
    case "string":
      if (schema.format === "date-time") return simple("timestamp");
      return schema.format === "byte" ? bytes : text;
    case "array": {
      const elem = schema.items ? builtinType(schema.items) : dyn;
      return elem && listOf(elem);
    }
    default:
      return objectType(schema);
  }
}

function objectType({ properties, additionalProperties }: Schema): CelType | undefined {
  if (typeof additionalProperties === "object") {
    const elem = builtinType(additionalProperties);
    return elem && simple("map", { key: text, elem });
  }
  if (!properties) return dyn;
  const fields = new Map<string, CelType>();
  for (const [name, property] of Object.entries(properties)) {
    const type = builtinType(property);
    if (!type) continue;
    const escaped = escapeName(name);
    if (escaped !== undefined) fields.set(escaped, type);
    if (reserved.has(name)) fields.set(name, type);
  }
  return simple("object", { fields });
}
