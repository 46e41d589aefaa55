import { z } from "zod";
import type { HistoryEntry, Observation } from "../core/history.ts";
import type { Json } from "../core/json.ts";

/**
 * Which entries of a history are meant: those that have at least these fields with these values. A text
 * between slashes is a regular expression: `{ type: "kube.event", involved: { kind: "Alert" }, message: "/refused/" }`.
 */
export interface EntryPattern {
  type: Observation["type"];
  [field: string]: Json;
}

export const entryPatternSchema = z
  .looseObject({ type: z.string() })
  .refine(
    hasGoodPatterns,
    "expected regular expressions between slashes",
  ) as unknown as z.ZodType<EntryPattern>;

/** Whether an entry is meant by a pattern. */
export function matchesEntry(pattern: EntryPattern, entry: HistoryEntry): boolean {
  return matches(pattern, entry as unknown as Json);
}

/** For a sentence: `kube.event Alert down, reason NotificationDispatchFailed`. */
export function patternText({ type, ...fields }: EntryPattern): string {
  return Object.keys(fields).length === 0 ? type : `${type} ${JSON.stringify(fields)}`;
}

function matches(pattern: Json, value: Json | undefined): boolean {
  if (typeof pattern === "string") {
    const expression = expressionOf(pattern);
    return expression ? typeof value === "string" && expression.test(value) : value === pattern;
  }
  if (pattern === null || typeof pattern !== "object") return value === pattern;
  if (Array.isArray(pattern)) {
    return (
      Array.isArray(value) &&
      value.length === pattern.length &&
      pattern.every((inner, index) => matches(inner, value[index]))
    );
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return Object.entries(pattern).every(([key, inner]) => matches(inner, value[key]));
}

function expressionOf(text: string): RegExp | undefined {
  return text.length > 2 && text.startsWith("/") && text.endsWith("/")
    ? new RegExp(text.slice(1, -1))
    : undefined;
}

function hasGoodPatterns(value: unknown): boolean {
  if (typeof value === "object" && value !== null)
    return Object.values(value).every(hasGoodPatterns);
  try {
    if (typeof value === "string") expressionOf(value);
    return true;
  } catch {
    return false;
  }
}
