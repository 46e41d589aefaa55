import { isDeepStrictEqual } from "node:util";
import type { FieldError } from "../../model/api-error.ts";
import { duplicate, forbidden, invalid, required, unsupported } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import type { TextRule } from "./name-rules.ts";

/**
 * Finds fault with a value at its place. What is absent (undefined or null) is no fault but to those
 * that say so: to Go it's a pointer that is nil.
 */
export type Check = (value: unknown, at: string) => FieldError[];

/** Each of the checks finds what it finds. */
export const all =
  (...checks: Check[]): Check =>
  (value, at) =>
    checks.flatMap((check) => check(value, at));

/** The first check that finds fault is the only one that tells. */
export const first =
  (...checks: Check[]): Check =>
  (value, at) => {
    for (const check of checks) {
      const found = check(value, at);
      if (found.length > 0) return found;
    }
    return [];
  };

/** Checks of an object's fields, in their order; a field that is absent is checked as well. */
export const fields =
  (checks: Record<string, Check>): Check =>
  (value, at) =>
    Object.entries(checks).flatMap(([key, check]) =>
      check(isObject(value) ? value[key] : undefined, at === "" ? key : `${at}.${key}`),
    );

/** The same, where there is an object. */
export const object = (checks: Record<string, Check>): Check => given(fields(checks));

export const items =
  (check: Check): Check =>
  (value, at) =>
    Array.isArray(value) ? value.flatMap((item, index) => check(item, `${at}[${index}]`)) : [];

/** Only what is there. */
export const given =
  (check: Check): Check =>
  (value, at) =>
    value === undefined || value === null ? [] : check(value, at);

/** Only what is neither absent nor empty. */
export const filled =
  (check: Check): Check =>
  (value, at) =>
    isEmpty(value) ? [] : check(value, at);

export const isRequired =
  (detail = ""): Check =>
  (value, at) =>
    isEmpty(value) ? [required(at, detail)] : [];

/** Something has to stand there, and it has to be fine. */
export const must = (check: Check, detail = ""): Check => first(isRequired(detail), check);

export const text =
  (rule: TextRule): Check =>
  (value, at) =>
    rule(typeof value === "string" ? value : "").map((problem) =>
      invalid(at, value ?? "", problem),
    );

export const oneOf =
  (...values: string[]): Check =>
  (value, at) =>
    values.includes(String(value ?? "")) ? [] : [unsupported(at, value ?? "", values)];

/** An integer within bounds; one that is absent is 0. */
export const atLeast =
  (minimum: number, detail = `must be greater than or equal to ${minimum}`): Check =>
  (value, at) =>
    number(value) < minimum ? [invalid(at, number(value), detail)] : [];

export const nonNegative = given(atLeast(0));

export const within =
  (minimum: number, maximum: number): Check =>
  (value, at) =>
    number(value) < minimum || number(value) > maximum
      ? [invalid(at, number(value), `must be between ${minimum} and ${maximum}, inclusive`)]
      : [];

export const never =
  (detail: string): Check =>
  (value, at) =>
    isEmpty(value) ? [] : [forbidden(at, detail)];

/** No two items have the same; what has none is not compared. */
export const unique =
  (key: string): Check =>
  (value, at) => {
    const seen = new Set<unknown>();
    return list(value).flatMap((item, index) => {
      const own = isObject(item) ? item[key] : undefined;
      if (isEmpty(own)) return [];
      if (seen.has(own)) return [duplicate(`${at}[${index}].${key}`, own)];
      seen.add(own);
      return [];
    });
  };

/** Finds fault with a change. */
export type ChangeCheck = (value: unknown, old: unknown, at: string) => FieldError[];

/** @param show the value as the server's own type prints it. */
export const immutable =
  (show: (value: unknown) => unknown = (value) => value ?? null): ChangeCheck =>
  (value, old, at) =>
    same(value, old) ? [] : [invalid(at, show(value), "field is immutable")];

/** To Go what is empty is as good as absent. */
export function same(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(bare(one), bare(other));
}

function bare(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(bare);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, each]) => {
    const own = bare(each);
    return own === undefined ? [] : [[key, own]];
  });
  return Object.fromEntries(entries);
}

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}

export function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
