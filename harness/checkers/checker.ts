import type { z } from "zod";
import type { HistoryEntry } from "../core/history.ts";
import type { Check } from "../core/scenario.ts";
import type { Outcome } from "../core/verdict.ts";

/** What a checker found; the runner adds its name. */
export interface Finding {
  outcome: Outcome;
  /** One sentence with the figures that decided. */
  because: string;
  evidence: number[];
}

/** A registered checker: a pure function of the history. It reads no clock, network or randomness. */
export interface CheckerImplementation<Arguments = unknown> {
  arguments: z.ZodType<Arguments>;
  check(history: readonly HistoryEntry[], with_: Arguments): Finding;
}

export type Entry<Type extends HistoryEntry["type"]> = Extract<HistoryEntry, { type: Type }>;

/** Entries of one type, in order. */
export function entriesOf<Type extends HistoryEntry["type"]>(
  history: readonly HistoryEntry[],
  type: Type,
): Entry<Type>[] {
  return history.filter((entry): entry is Entry<Type> => entry.type === type);
}

/** The evidence kept: the first ones say enough, and a verdict stays readable. */
const mostEvidence = 20;

export function pass(because: string, evidence: readonly { seq: number }[] = []): Finding {
  return { outcome: "pass", because, evidence: seqs(evidence) };
}

export function fail(because: string, evidence: readonly { seq: number }[] = []): Finding {
  return { outcome: "fail", because, evidence: seqs(evidence) };
}

export function unknown(because: string, evidence: readonly { seq: number }[] = []): Finding {
  return { outcome: "unknown", because, evidence: seqs(evidence) };
}

/**
 * Something that should have come did not: `fail` in a run that came to its end, `unknown` in one that
 * was cut short, for there it might have come yet.
 */
export function neverCame(
  history: readonly HistoryEntry[],
  because: string,
  evidence: readonly { seq: number }[] = [],
): Finding {
  const wentOn = entriesOf(history, "run.end").some(({ outcome }) => outcome === "done");
  return wentOn
    ? fail(because, evidence)
    : unknown(`${because}, but the run was cut short`, evidence);
}

function seqs(evidence: readonly { seq: number }[]): number[] {
  return evidence.slice(0, mostEvidence).map(({ seq }) => seq);
}

/** A check as data. */
export function checkData(use: string, with_: Record<string, unknown> = {}): Check {
  const given = Object.entries(with_).filter(([, value]) => value !== undefined);
  return given.length > 0
    ? { use, with: Object.fromEntries(given) as Check["with"] & object }
    : { use };
}
