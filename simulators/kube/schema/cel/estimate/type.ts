/** A type of CEL, with how large its values may get where it comes of a schema. */
export interface CelType {
  kind: Kind;
  /** Of `opaque` ones: `net.IP`, `kubernetes.URL`. */
  name?: string;
  key?: CelType;
  /** Of lists, maps and optional values. */
  elem?: CelType;
  fields?: ReadonlyMap<string, CelType>;
  maxElements: bigint;
  /** By a name that the real server finds the type of, and not the size. */
  isUnsized?: true;
  /** Of its JSON, in bytes. */
  minSize: number;
}

export type Kind =
  | "bool"
  | "bytes"
  | "double"
  | "duration"
  | "dyn"
  | "int"
  | "list"
  | "map"
  | "null"
  | "object"
  | "opaque"
  | "optional"
  | "string"
  | "timestamp"
  | "type"
  | "uint";

export function simple(kind: Kind, more: Partial<CelType> = {}): CelType {
  return { kind, maxElements: 0n, minSize: 1, ...more };
}

export const dyn = simple("dyn");
export const bool = simple("bool", { minSize: 4 });
export const int = simple("int");
export const text = simple("string", { minSize: 2 });
export const bytes = simple("bytes", { minSize: 2 });

export function listOf(elem: CelType): CelType {
  return simple("list", { elem, minSize: 2 });
}

export function optionalOf(elem: CelType): CelType {
  return simple("optional", { elem });
}

export function opaque(name: string): CelType {
  return simple("opaque", { name });
}

/** Whether values of one may stand for the other's; what isn't known until it is evaluated may be anything. */
export function isAssignable(a: CelType, b: CelType): boolean {
  if (a.kind === "dyn" || b.kind === "dyn") return true;
  // Null is a value of whatever may be absent.
  if (a.kind === "null" || b.kind === "null") {
    const other = a.kind === "null" ? b : a;
    return ["null", "object", "timestamp", "duration", "opaque", "optional"].includes(other.kind);
  }
  if (a.kind !== b.kind || a.name !== b.name) return false;
  if (a.kind === "object") return a.fields === b.fields;
  const within = (x: CelType | undefined, y: CelType | undefined) => !x || !y || isAssignable(x, y);
  return within(a.elem, b.elem) && within(a.key, b.key);
}

/** As the real server writes it. */
export function nameOf({ kind, name, key, elem }: CelType): string {
  if (kind === "list") return `list(${elem ? nameOf(elem) : "dyn"})`;
  if (kind === "map") return `map(${key ? nameOf(key) : "dyn"}, ${elem ? nameOf(elem) : "dyn"})`;
  if (kind === "optional") return `optional_type(${elem ? nameOf(elem) : "dyn"})`;
  if (kind === "timestamp") return "timestamp";
  return name ?? kind;
}
