const copies = new WeakMap<object, unknown>();
const told = new WeakMap<Uint8Array, object>();

/**
 * A JSON value as those get it who read what was written of it: apart from the writer's, and one for all
 * readers in this process. Nobody changes it, as nobody changes what was written.
 */
export function readerCopy(value: object): unknown {
  const known = copies.get(value);
  if (known !== undefined) return known;
  const copy = asRead(value);
  copies.set(value, copy);
  return copy;
}

/** Notes that these bytes, and no others, are the JSON of a value: readers in this process needn't parse it. */
export function noteValue(bytes: Uint8Array, value: object): void {
  told.set(bytes, value);
}

/** The value that was noted for these bytes. */
export function notedValue(bytes: Uint8Array): object | undefined {
  return told.get(bytes);
}

/** What `JSON.parse` makes of what `JSON.stringify` writes. */
function asRead(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : asRead(item)));
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const field: unknown = (value as Record<string, unknown>)[key];
    if (field === undefined) continue;
    if (key === "__proto__") define(copy, key, asRead(field));
    else copy[key] = asRead(field);
  }
  return copy;
}

/** A plain assignment would change the prototype. */
function define(object: object, key: string, value: unknown): void {
  const how = { enumerable: true, configurable: true, writable: true };
  Object.defineProperty(object, key, { value, ...how });
}
