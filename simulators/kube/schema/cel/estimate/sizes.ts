import type { Expression } from "./expression.ts";
import { fixed, type Range, unknown } from "./range.ts";
import type { CelType } from "./type.ts";

/** Of what is in a list or map. */
export interface EntrySize {
  kind: "list" | "map";
  key: Range;
  value: Range;
}

/** A variable of a loop or a binding. */
export interface Local {
  path: string[];
  size?: Range | undefined;
  entry?: EntrySize | undefined;
}

/** What is known of an expression's parts: where in the schema they are, and how large they may get. */
export class Sizes {
  readonly paths = new Map<Expression, string[]>();
  readonly sizes = new Map<Expression, Range>();
  readonly entries = new Map<Expression, EntrySize>();
  readonly #locals = new Map<string, Local[]>();
  readonly types: ReadonlyMap<Expression, CelType>;
  readonly root: CelType;

  constructor(types: ReadonlyMap<Expression, CelType>, root: CelType) {
    this.types = types;
    this.root = root;
  }

  push(name: string, local: Local): void {
    this.#locals.set(name, [...(this.#locals.get(name) ?? []), local]);
  }

  pop(name: string): void {
    this.#locals.get(name)?.pop();
  }

  local(part: Expression): Local | undefined {
    return part.kind === "ident" ? this.#locals.get(part.name)?.at(-1) : undefined;
  }

  pathOf(part: Expression): string[] {
    return this.local(part)?.path ?? this.paths.get(part) ?? [];
  }

  sizeOf(part: Expression): Range {
    return this.knownSizeOf(part) ?? unknown;
  }

  knownSizeOf(part: Expression): Range | undefined {
    const known = this.sizes.get(part) ?? literalSize(part);
    if (known) return known;
    const declared = this.sizeAt(this.pathOf(part));
    if (declared) {
      this.sizes.set(part, declared);
      return declared;
    }
    const type = this.types.get(part);
    if (type && isScalar(type)) return fixed(1n);
    return this.local(part)?.size;
  }

  /** By the schema; its variable is always of the schema's own type. */
  sizeAt(path: readonly string[]): Range | undefined {
    if (path.length === 0) return undefined;
    let type: CelType | undefined = this.root;
    for (const step of path.slice(1)) {
      if (step === "@items" || step === "@values") type = type?.elem;
      else if (step === "@keys" || step === "@indices")
        type = step === "@keys" ? type?.key : undefined;
      else type = type?.fields?.get(step);
      if (!type || type.isUnsized) return undefined;
    }
    return { min: 0n, max: type.maxElements };
  }

  entryOf(part: Expression): EntrySize | undefined {
    return this.entries.get(part) ?? this.local(part)?.entry;
  }

  setSize(part: Expression, size: Range | undefined): void {
    if (size) this.sizes.set(part, size);
  }

  setEntry(part: Expression, entry: EntrySize | undefined): void {
    if (entry) this.entries.set(part, entry);
  }
}

function literalSize(part: Expression): Range | undefined {
  if (part.kind === "list") return fixed(BigInt(part.items.length));
  if (part.kind === "map") return fixed(BigInt(part.entries.length));
  if (part.kind !== "literal") return undefined;
  const { value } = part;
  if (typeof value === "string") return fixed(BigInt([...value].length));
  return fixed(value instanceof Uint8Array ? BigInt(value.length) : 1n);
}

const scalars = new Set(["bool", "double", "duration", "int", "timestamp", "uint"]);

function isScalar({ kind, elem }: CelType): boolean {
  return kind === "optional" && elem ? isScalar(elem) : scalars.has(kind);
}
