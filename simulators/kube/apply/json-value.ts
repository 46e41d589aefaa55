/** Values as JSON has them; `undefined` is none at all, which null is not. */
export type Value = unknown;
export type JsonMap = { [key: string]: unknown };

export function isMap(value: unknown): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a map; undefined where it is null, absent or something else. */
export function asMap(value: unknown): JsonMap | undefined {
  return isMap(value) ? value : undefined;
}

export function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** A field of a map by its name, never something of JavaScript's own such as `constructor`. */
export function own(map: JsonMap, name: string): unknown {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** Maps are alike in any order of their keys. */
export function equalValues(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => equalValues(item, b[index]))
    );
  }
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equalValues(a[key], b[key]))
  );
}

/** A value as Go's `%v` prints it: strings bare, `map[a:1]`, `[1 2]`. */
export function printValue(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(printValue).join(" ")}]`;
  if (!isMap(value)) return String(value);
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${key}:${printValue(value[key])}`);
  return `map[${entries.join(" ")}]`;
}

/** The name of the type Go decodes a JSON value to. */
export function goType(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : "map[string]interface {}";
}

/** A value as Go's `%#v` prints it. */
export function goLiteral(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goLiteral).join(", ")}}`;
  if (!isMap(value)) return value === null ? "interface {}(nil)" : String(value);
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${goLiteral(value[key])}`);
  return `map[string]interface {}{${entries.join(", ")}}`;
}
