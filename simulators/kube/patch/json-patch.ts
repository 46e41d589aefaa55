import { copyJson } from "../../support/copy-json.ts";
import { equalValues, isMap, type JsonMap, own } from "../apply/json-value.ts";
import { ApiError } from "../model/api-error.ts";
import { isTooDeep } from "../model/depth.ts";
import { carryWriting, isWrittenOtherwise } from "../model/number-literals.ts";
import { undecodable, unprocessable } from "./patch-error.ts";
import { put } from "./put.ts";
import { isUnescaped } from "./unescaped.ts";

const operationsMax = 10_000;

/**
 * RFC 6902 as the API server's library takes it: places may be counted from the end (`-1`), a field that
 * isn't there may be replaced, a missing one tests equal to null. Changes the object in place.
 */
export function applyJsonPatch(object: JsonMap, patch: unknown): unknown {
  if (patch === null) return object;
  if (!Array.isArray(patch)) throw undecodable(patch, "[]handlers.jsonPatchOp");
  for (const operation of patch) {
    if (operation !== null && !isMap(operation))
      throw undecodable(operation, "handlers.jsonPatchOp");
  }
  if (patch.length > operationsMax) {
    throw new ApiError({
      message: `The allowed maximum operations in a JSON patch is ${operationsMax}, got ${patch.length}`,
      reason: "RequestEntityTooLarge",
      code: 413,
    });
  }
  const copies = { charactersLeft: copiedMax };
  const apply = (document: unknown, operation: JsonMap | null) =>
    applyOne(document, operation ?? {}, copies);
  const patched: unknown = patch.reduce(apply, object);
  // Each operation can go one deeper, each copy twice as deep.
  if (isTooDeep(patched)) throw unprocessable();
  return patched;
}

/** The real server's limit for what all copies of a patch come to, as JSON. */
const copiedMax = 3 * 1024 * 1024;

function applyOne(
  document: unknown,
  operation: JsonMap,
  copies: { charactersLeft: number },
): unknown {
  const path = () => text(operation.path);
  const value = copyJson(own(operation, "value") ?? null);
  switch (operation.op) {
    case "add":
      add(find(document, path()), value, operation);
      return document;
    case "remove":
      remove(find(document, path()));
      return document;
    case "replace":
      if (path() === "") return asContainer(value);
      replace(find(document, path()), value, operation);
      return document;
    case "move": {
      const from = find(document, text(operation.from));
      const moved = get(from);
      remove(from);
      add(find(document, path()), moved ?? null);
      return document;
    }
    case "copy": {
      const copied = copyJson(get(find(document, text(operation.from))) ?? null);
      copies.charactersLeft -= JSON.stringify(copied).length;
      if (copies.charactersLeft < 0) throw unprocessable();
      add(find(document, path()), copied);
      return document;
    }
    case "test":
      if (isUnescaped(operation) || isWrittenOtherwise(operation, "value")) throw unprocessable();
      test(path() === "" ? document : get(find(document, path())), value);
      return document;
    default:
      throw unprocessable();
  }
}

interface Place {
  container: JsonMap | unknown[];
  key: string;
}

/** The container a pointer leads into, and the name in it. */
function find(document: unknown, pointer: string): Place {
  const [, ...steps] = pointer.split("/");
  const key = steps.pop();
  if (key === undefined) throw unprocessable();
  let container = asContainer(document);
  for (const step of steps) container = asContainer(get({ container, key: decode(step) }));
  return { container, key: decode(key) };
}

function get({ container, key }: Place): unknown {
  return Array.isArray(container)
    ? container[indexOf(key, container.length, container.length - 1)]
    : own(container, key);
}

/** `operation` is what the value came in. */
function add({ container, key }: Place, value: unknown, operation?: JsonMap): void {
  if (!Array.isArray(container)) setField(container, key, value, operation);
  else if (key === "-") container.push(value);
  else container.splice(indexOf(key, container.length + 1, container.length), 0, value);
}

function replace({ container, key }: Place, value: unknown, operation: JsonMap): void {
  if (!Array.isArray(container)) setField(container, key, value, operation);
  else container[indexOf(key, container.length, container.length - 1)] = value;
}

function setField(container: JsonMap, key: string, value: unknown, operation?: JsonMap): void {
  put(container, key, value);
  if (operation) carryWriting(operation, "value", container, key);
}

function remove({ container, key }: Place): void {
  if (Array.isArray(container)) {
    container.splice(indexOf(key, container.length, container.length - 1), 1);
  } else {
    if (!Object.hasOwn(container, key)) throw unprocessable();
    delete container[key];
  }
}

function test(found: unknown, value: unknown): void {
  if (!equalValues(found ?? null, value)) throw unprocessable();
}

/** A place in a list; negative ones count from the end of `size` places. */
function indexOf(key: string, size: number, last: number): number {
  if (!/^[+-]?\d+$/.test(key)) throw unprocessable();
  const index = Number(key);
  if (index > last || index < -size) throw unprocessable();
  return index < 0 ? index + size : index;
}

function asContainer(value: unknown): JsonMap | unknown[] {
  if (isMap(value) || Array.isArray(value)) return value;
  throw unprocessable();
}

function text(value: unknown): string {
  if (typeof value !== "string") throw unprocessable();
  return value;
}

function decode(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
