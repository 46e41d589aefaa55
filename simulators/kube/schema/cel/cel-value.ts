import type { Schema, SchemaSet } from "../../model/schema.ts";
import { isObject } from "../is-object.ts";

/** A value as rules see it: whole numbers as ints, times as timestamps, names escaped. */
export function celValue(value: unknown, of: Schema | undefined, schemas: SchemaSet): unknown {
  const schema = of && schemas.resolve(of);
  if (Array.isArray(value)) return value.map((item) => celValue(item, schema?.items, schemas));
  if (typeof value === "number")
    return Number.isInteger(value) && schema?.type !== "number" ? BigInt(value) : value;
  if (typeof value === "string") return celString(value, schema);
  if (!isObject(value)) return value;
  const { properties = {}, additionalProperties } = schema ?? {};
  const entries = Object.entries(value).flatMap(([key, field]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const below =
      property ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
    const converted = celValue(field, below, schemas);
    if (!property) return [[key, converted]];
    // A selector may name a reserved word as it is, too.
    const names = reserved.has(key) ? [key, escapeName(key)] : [escapeName(key)];
    return names.map((name) => [name, converted]);
  });
  return Object.fromEntries(entries);
}

function celString(text: string, schema: Schema | undefined): unknown {
  if (schema?.type !== "string" || schema.intOrString) return text;
  const format = schema.format?.replaceAll("-", "");
  if (format === "datetime" || format === "date") {
    const epochMs = Date.parse(text);
    return Number.isNaN(epochMs) ? text : new Date(epochMs);
  }
  return format === "byte" ? Buffer.from(text, "base64") : text;
}

const reserved = new Set(
  (
    "true false null in as break const continue else for function if import let loop package " +
    "namespace return var void while"
  ).split(" "),
);
const escapes: Record<string, string> = {
  __: "__underscores__",
  ".": "__dot__",
  "-": "__dash__",
  "/": "__slash__",
};

/** The name of a property in an expression. */
export function escapeName(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name.replace(/__|[.\-/]/g, (part) => escapes[part] ?? part);
}
