import { HarnessError } from "../../../harness/core/failure.ts";

/**
 * How one type of the API crosses between JSON and protobuf. Go tells a nil from an empty value and JSON
 * from Go shows it, so each side has a word for "none": `undefined`.
 */
export interface Codec {
  /** `undefined` gives what Go's JSON writes for the zero value. */
  toJson(wire: unknown): unknown;
  /**
   * `undefined` and null give the zero value, which protobuf from Go writes out; undefined where it
   * writes nothing. Throws a `HarnessError` that names `path` when the value is of another type.
   */
  toWire(json: unknown, path: string): unknown;
  /** Whether `omitempty` leaves this JSON out: never structs, whatever is in them. */
  isEmpty(json: unknown): boolean;
}

/** A message as protobufjs reads and writes it. */
export type Wire = Record<string, unknown>;

export function isWire(value: unknown): value is Wire {
  return typeof value === "object" && value !== null;
}

export function isNone(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

export function mismatch(path: string, expected: string, value: unknown): HarnessError {
  const text = JSON.stringify(value)?.slice(0, 100);
  return new HarnessError(`can't write ${path} as protobuf: expected ${expected}, got ${text}`);
}
