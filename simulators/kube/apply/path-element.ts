/**
 * A step of a path as `FieldsV1` writes it: `f:spec` (a field), `k:{"name":"a"}` (an item of a list with
 * keys), `v:"a"` (an item of a set), `i:0` (an item by its place). Always in canonical form, so that
 * equal steps are equal strings.
 */
export type PathElement = string;

export type ElementKind = "field" | "key" | "value" | "index";

export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

export function keyElement(keys: Readonly<Record<string, unknown>>): PathElement {
  const fields = Object.keys(keys)
    .sort(compareStrings)
    .map((name) => `${writeJson(name)}:${writeJson(keys[name])}`);
  return `k:{${fields.join(",")}}`;
}

export function valueElement(value: unknown): PathElement {
  return `v:${writeJson(value)}`;
}

export function elementKind(element: PathElement): ElementKind {
  const letter = element[0];
  if (letter === "f") return "field";
  if (letter === "k") return "key";
  return letter === "v" ? "value" : "index";
}

/** The name a `f:` step holds. */
export function fieldName(element: PathElement): string {
  return element.slice(2);
}

/** A step from its written form; undefined for kinds of steps that are not known. Throws on broken JSON. */
export function parseElement(written: string): PathElement | undefined {
  if (written.length < 2 || written[1] !== ":") throw new Error(`missing colon: ${written}`);
  const content = written.slice(2);
  switch (written[0]) {
    case "f":
      return written;
    case "k":
      return keyElement(JSON.parse(content));
    case "v":
      return valueElement(JSON.parse(content));
    case "i":
      return `i:${Number.parseInt(content, 10)}`;
    default:
      return undefined;
  }
}

/** As messages show a step: `.spec`, `[name="a",port=80]`, `[="a"]`, `[0]`. */
export function describeElement(element: PathElement): string {
  const content = element.slice(2);
  switch (elementKind(element)) {
    case "field":
      return `.${content}`;
    case "key": {
      const keys: [string, unknown][] = Object.entries(JSON.parse(content));
      return `[${keys.map(([name, value]) => `${name}=${describeValue(value)}`).join(",")}]`;
    }
    case "value":
      return `[=${JSON.stringify(JSON.parse(content))}]`;
    case "index":
      return `[${content}]`;
  }
}

/** Values that no key should have, too. */
function describeValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(describeValue).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, each]) => `${name}=${describeValue(each)}`)
    .join("");
}

export function describePath(path: readonly PathElement[]): string {
  return path.map(describeElement).join("");
}

const kindOrder: Record<ElementKind, number> = { field: 0, key: 1, value: 2, index: 3 };

/** The order steps are written in. */
export function compareElements(a: PathElement, b: PathElement): number {
  const kind = elementKind(a);
  const other = elementKind(b);
  if (kind !== other) return kindOrder[kind] - kindOrder[other];
  if (kind === "field") return compareStrings(a, b);
  if (kind === "index") return Number(a.slice(2)) - Number(b.slice(2));
  const [left, right] = [JSON.parse(a.slice(2)), JSON.parse(b.slice(2))];
  if (kind === "value") return compareValues(left, right);
  const [leftKeys, rightKeys] = [Object.entries(left), Object.entries(right)];
  for (const [index, [name, value]] of leftKeys.entries()) {
    const [otherName, otherValue] = rightKeys[index] ?? [];
    if (otherName === undefined) return 1;
    const order = compareStrings(name, otherName) || compareValues(value, otherValue);
    if (order !== 0) return order;
  }
  return leftKeys.length - rightKeys.length;
}

function compareValues(a: unknown, b: unknown): number {
  const order = rank(a) - rank(b);
  if (order !== 0) return order;
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
  return Number(a) - Number(b);
}

function rank(value: unknown): number {
  return ["number", "string", "boolean"].indexOf(typeof value);
}

export function compareStrings(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** JSON as Go writes it: what HTML could take for markup is escaped. */
function writeJson(value: unknown): string {
  return (JSON.stringify(value) ?? "null").replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
