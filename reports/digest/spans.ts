import type { Fault } from "../../harness/core/fault.ts";
import type { HistoryEntry } from "../../harness/core/history.ts";
import type { JsonObject } from "../../harness/core/json.ts";

/** A step from start to end. */
export interface StepSpan {
  step: string;
  use: string;
  with: JsonObject;
  fromMs: number;
  toMs: number;
  /** `unfinished`: the run ended before the step did. */
  outcome: "done" | "timeout" | "error" | "unfinished";
  because?: string;
}

/** A fault from injection to removal. */
export interface FaultSpan {
  id: string;
  fault: Fault;
  fromMs: number;
  toMs: number;
  /** Requests or connections it acted on; null where that isn't known. */
  met: number | null;
}

export function stepSpans(entries: readonly HistoryEntry[], durationMs: number): StepSpan[] {
  const spans: StepSpan[] = [];
  for (const entry of entries) {
    if (entry.type === "step.start") {
      const { step, use, with: settings, tMs } = entry;
      spans.push({
        ...{ step, use, with: settings },
        ...{ fromMs: tMs, toMs: durationMs, outcome: "unfinished" },
      });
    } else if (entry.type === "step.end") {
      // Inside a `repeat` one step starts often: its end belongs to the latest start.
      const span = spans.findLast(
        ({ step, outcome }) => step === entry.step && outcome === "unfinished",
      );
      if (!span) continue;
      span.toMs = entry.tMs;
      span.outcome = entry.outcome;
      if (entry.because !== undefined) span.because = entry.because;
    }
  }
  return spans;
}

export function faultSpans(entries: readonly HistoryEntry[], durationMs: number): FaultSpan[] {
  const spans: FaultSpan[] = [];
  for (const entry of entries) {
    if (entry.type === "fault.start") {
      const { id, fault, tMs } = entry;
      spans.push({ id, fault, fromMs: tMs, toMs: durationMs, met: null });
    } else if (entry.type === "fault.end") {
      const span = spans.findLast(({ id }) => id === entry.id);
      if (span) Object.assign(span, { toMs: entry.tMs, met: entry.met });
    }
  }
  return spans;
}

/** A fault in words: `git-host answers, status 503, repositories large`. */
export function describeFault({ target, match, use, ...settings }: Fault): string {
  const details = Object.entries({ ...settings, ...match }).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.join(" ") : value}`,
  );
  return [`${target} ${use}`, ...details].join(", ");
}
