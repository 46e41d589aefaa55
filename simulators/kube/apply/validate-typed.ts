import { createKnownParts } from "../schema/known-parts.ts";
import { asList, asMap, goLiteral, goType, type Value } from "./json-value.ts";
import { itemElement, shown, TypeMismatch } from "./list-items.ts";
import { describeElement, fieldElement } from "./path-element.ts";
import {
  deduceAtom,
  fieldType,
  type ListType,
  type MapType,
  type Scalar,
  type Type,
} from "./type.ts";

export interface ValidateOptions {
  /** Sets and lists with keys may hold an item more than once, as objects stored long ago do. */
  allowDuplicates: boolean;
}

/** Throws a TypeMismatch that says where and how a value doesn't fit its type. */
export function assertFits(type: Type, value: Value, options: ValidateOptions): void {
  if (fits(type, value, options, true)) return;
  const errors = [...validate(type, value, options)];
  if (errors.length === 0) return;
  const [first = ""] = errors;
  throw new TypeMismatch(
    errors.length === 1 ? first : ["errors:", ...errors.map((error) => `  ${error}`)].join("\n"),
  );
}

/** Parts of objects that were found to fit, by their type: what an update leaves alone is shared with the live object. */
const fitting = {
  once: createKnownParts<Type>(),
  any: createKnownParts<Type>(),
};

/** As `fits`, of what is large enough to be worth remembering. */
function partFits(type: Type, value: Value, options: ValidateOptions): boolean {
  const known = options.allowDuplicates ? fitting.any : fitting.once;
  if (known.knows(type, value)) return true;
  if (!fits(type, value, options)) return false;
  known.note(type, value);
  return true;
}

/** Whether `validate` finds nothing: nearly always so, and told for a fraction of the cost. */
function fits(type: Type, value: Value, options: ValidateOptions, isRoot = false): boolean {
  const { map, scalar, list } = deduceAtom(type(), value);
  if (map) {
    const fields = asMap(value);
    if (!fields) return value === null;
    const fit = isRoot ? partFits : fits;
    for (const name of Object.keys(fields)) {
      const field = fieldType(map, name);
      if (field === undefined || !fit(field, fields[name], options)) return false;
    }
    return true;
  }
  if (scalar) return scalarProblem(scalar, value) === undefined;
  if (!list) return true;
  const items = asList(value);
  if (!items) return value === null;
  if (list.associative && !areApart(list, items, options)) return false;
  return items.every((item) => fits(list.element, item, options));
}

/** Whether all items have a key, and no two the same where that matters. */
function areApart(list: ListType, items: readonly Value[], options: ValidateOptions): boolean {
  const seen = new Set<string>();
  try {
    for (const item of items) seen.add(itemElement(list, item));
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    return false;
  }
  return options.allowDuplicates || seen.size === items.length;
}

function* validate(type: Type, value: Value, options: ValidateOptions): Generator<string> {
  const atom = deduceAtom(type(), value);
  if (atom.map) yield* validateMap(atom.map, value, options);
  else if (atom.scalar) yield* validateScalar(atom.scalar, value);
  else if (atom.list) yield* validateList(atom.list, value, options);
}

function* validateScalar(scalar: Scalar, value: Value): Generator<string> {
  const problem = scalarProblem(scalar, value);
  if (problem !== undefined) yield problem;
}

/** What keeps a value from being a scalar of a kind; nothing keeps null. */
export function scalarProblem(scalar: Scalar, value: Value): string | undefined {
  if (value === null || value === undefined) return undefined;
  switch (scalar) {
    case "numeric":
      if (typeof value === "number") return undefined;
      return `expected numeric (int or float), got ${goType(value)}`;
    case "string":
      if (typeof value === "string") return undefined;
      return `expected string, got &value.valueUnstructured{Value:${goLiteral(value)}}`;
    case "boolean":
      return typeof value === "boolean" ? undefined : `expected boolean, got ${shown(value)}`;
    case "untyped":
      return typeof value !== "object" ? undefined : `expected any scalar, got ${shown(value)}`;
  }
}

function* validateList(list: ListType, value: Value, options: ValidateOptions): Generator<string> {
  const items = asList(value);
  if (!items) {
    if (value !== null) yield `expected list, got ${shown(value)}`;
    return;
  }
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    let element = `i:${index}`;
    if (list.associative) {
      try {
        element = itemElement(list, item);
      } catch (error) {
        if (!(error instanceof TypeMismatch)) throw error;
        yield `element ${index}: ${error.message}`;
        return;
      }
      if (seen.has(element) && !options.allowDuplicates) {
        yield `duplicate entries for key ${describeElement(element)}`;
      }
      seen.add(element);
    }
    yield* below(element, validate(list.element, item, options));
  }
}

function* validateMap(map: MapType, value: Value, options: ValidateOptions): Generator<string> {
  const fields = asMap(value);
  if (!fields) {
    if (value !== null) yield `expected map, got ${shown(value)}`;
    return;
  }
  for (const [name, field] of Object.entries(fields)) {
    const type = fieldType(map, name);
    if (!type) {
      yield* below(fieldElement(name), ["field not declared in schema"]);
      return;
    }
    yield* below(fieldElement(name), validate(type, field, options));
  }
}

/** Messages begin with a path, or with a word where they are about the value itself. */
function* below(element: string, errors: Iterable<string>): Generator<string> {
  const step = describeElement(element);
  for (const error of errors) yield /^[.[]/.test(error) ? step + error : `${step}: ${error}`;
}
