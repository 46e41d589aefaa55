import { isTooDeep } from "./depth.ts";

/**
 * How a text wrote numbers that it wrote otherwise than Go writes whole ones: `2.0`, `1e2`, `1e400`. Go reads
 * each into the type it is meant for, and none of these into a whole number; JavaScript forgets the writing.
 */
const writings = new WeakMap<object, Map<string, string>>();

/** The first number in a text that is larger than any float. */
const overflows = new WeakMap<object, string>();

/** A value in a text that may be such a number; within a string it does no harm. */
const suspicious = /[:,[]\s*-?\d+(?:\.\d|[eE]|\d{15})/;

type ParseWithSource = (
  text: string,
  reviver: (this: object, key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;

/** As `JSON.parse`, with a memory of how numbers were written. @throws SyntaxError. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // Those that are too deep are refused by who asked, and take the reader of writings too long.
  if (!suspicious.test(text) || isTooDeep(value)) return value;
  let overflow: string | undefined;
  const noted = (JSON.parse as ParseWithSource)(text, function (key, each, { source }) {
    if (typeof each !== "number" || source === undefined) return each;
    if (!Number.isFinite(each)) overflow ??= source;
    if (!/^-?\d{1,15}$/.test(source)) noteWriting(this, key, source);
    return each;
  });
  if (overflow !== undefined && isContainer(noted)) overflows.set(noted, overflow);
  return noted;
}

/** How numbers in an object or list were written, by key; undefined where all were as usual. */
export function writingsIn(holder: object): ReadonlyMap<string, string> | undefined {
  return writings.get(holder);
}

/** A number of the text that no float can hold, as it was written. */
export function overflowIn(root: unknown): string | undefined {
  return isContainer(root) ? overflows.get(root) : undefined;
}

/** What a patch wrote is written so in what it made. */
export function carryWritings(from: unknown, to: unknown): void {
  if (!isContainer(from) || !isContainer(to) || from === to) return;
  for (const [key, source] of writings.get(from) ?? []) noteWriting(to, key, source);
  for (const [key, each] of Object.entries(from)) {
    if (isContainer(each) && Object.hasOwn(to, key)) carryWritings(each, Reflect.get(to, key));
  }
}

/** The same of one value, which a patch put at another key. */
export function carryWriting(from: object, fromKey: string, to: object, toKey: string): void {
  const source = writings.get(from)?.get(fromKey);
  if (source !== undefined) noteWriting(to, toKey, source);
  carryWritings(Reflect.get(from, fromKey), Reflect.get(to, toKey));
}

/** As `JSON.stringify`, each number as it was written. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, function (this: object, key, each: unknown) {
    const source = typeof each === "number" ? writings.get(this)?.get(key) : undefined;
    return source !== undefined && isStill(source, each) ? rawJson(source) : each;
  });
}

const { rawJSON: rawJson } = JSON as unknown as { rawJSON(text: string): unknown };

/** Whether a number is the one that was written so, and none that took its place. */
export function isStill(source: string, value: unknown): boolean {
  return Number(source) === value;
}

/** Whether a value was written otherwise than Go would, wherever in it. */
export function isWrittenOtherwise(holder: object, key: string): boolean {
  const value: unknown = Reflect.get(holder, key);
  if (typeof value === "number") {
    const source = writings.get(holder)?.get(key);
    return source !== undefined && source !== JSON.stringify(value);
  }
  return isContainer(value) && Object.keys(value).some((each) => isWrittenOtherwise(value, each));
}

function noteWriting(holder: object, key: string, source: string): void {
  const known = writings.get(holder);
  if (known) known.set(key, source);
  else writings.set(holder, new Map([[key, source]]));
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
