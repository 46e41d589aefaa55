import { z } from "zod";
import type { HistoryEntry } from "../core/history.ts";
import { entriesOf } from "./checker.ts";

const stepSchema = z.strictObject({ step: z.string(), nth: z.int().min(1).optional() });

/**
 * A part of the history named by what happened: the n-th fault, the n-th step of a name, or what lies
 * between the end of one step, or the history's start, and the start of another, or the history's end.
 */
export const spanSchema = z.union([
  z.strictObject({ fault: z.int().min(1) }),
  stepSchema,
  z.strictObject({ after: stepSchema, before: stepSchema.optional() }),
  z.strictObject({ before: stepSchema }),
]);

export type SpanName = z.infer<typeof spanSchema>;
type StepName = z.infer<typeof stepSchema>;

/** From entry `from` to entry `to`, with their times; `to` is the history's end while it lasts. */
export interface Span {
  from: number;
  to: number;
  fromMs: number;
  toMs: number;
  /** Whether the end was seen. */
  ended: boolean;
  /** The fault's id; null for a step. */
  fault: string | null;
}

/** The named part of the history; undefined if it never began. */
export function findSpan(history: readonly HistoryEntry[], name: SpanName): Span | undefined {
  if ("after" in name || "before" in name) return between(history, name);
  const begin =
    "fault" in name ? entriesOf(history, "fault.start")[name.fault - 1] : findStep(history, name);
  if (!begin) return undefined;
  const end =
    begin.type === "fault.start"
      ? entriesOf(history, "fault.end").find(({ id }) => id === begin.id)
      : entriesOf(history, "step.end").find(({ step }) => step === begin.step);
  const last = history.at(-1) ?? begin;
  return {
    from: begin.seq,
    to: end?.seq ?? last.seq,
    fromMs: begin.tMs,
    toMs: end?.tMs ?? latestMs(history),
    ended: end !== undefined,
    fault: begin.type === "fault.start" ? begin.id : null,
  };
}

function findStep(history: readonly HistoryEntry[], { step, nth = 1 }: StepName) {
  return entriesOf(history, "step.start").filter(({ use }) => use === step)[nth - 1];
}

/**
 * From the end of one step, or the history's start if none is named, to the start of another, or to the
 * history's end if that never began or none is named.
 */
function between(
  history: readonly HistoryEntry[],
  { after, before }: { after?: StepName; before?: StepName | undefined },
): Span | undefined {
  const begin = after ? findSpan(history, after) : { to: 0, toMs: 0, ended: true };
  if (!begin?.ended) return undefined;
  const end = before && findStep(history, before);
  return {
    from: begin.to,
    to: end?.seq ?? history.at(-1)?.seq ?? begin.to,
    fromMs: begin.toMs,
    toMs: end?.tMs ?? latestMs(history),
    ended: end !== undefined,
    fault: null,
  };
}

/** The latest time in a history: its last entry may be a request that came earlier. */
export function latestMs(history: readonly HistoryEntry[]): number {
  return history.reduce((latest, { tMs }) => Math.max(latest, tMs), 0);
}

/** How a person names the span in a sentence. */
export function spanText(name: SpanName): string {
  if ("before" in name && !("after" in name)) return `what comes before ${spanText(name.before)}`;
  if ("after" in name) {
    if (!name.before) return `what comes after ${spanText(name.after)}`;
    return `what lies between ${spanText(name.after)} and ${spanText(name.before)}`;
  }
  return "fault" in name ? `fault ${name.fault}` : `step ${name.step} ${name.nth ?? 1}`;
}

export function within(span: Span | undefined, entry: HistoryEntry): boolean {
  return span === undefined || (entry.seq >= span.from && entry.seq <= span.to);
}
