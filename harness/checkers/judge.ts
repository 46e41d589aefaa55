import type { HistoryEntry } from "../core/history.ts";
import type { Json } from "../core/json.ts";
import type { Check, Scenario } from "../core/scenario.ts";
import type { Judgement, Outcome, Verdict } from "../core/verdict.ts";
import type { Finding } from "./checker.ts";
import { findChecker } from "./registry.ts";

/** Judges a history by the scenario's checks; the same history gives the same judgement. */
export function judge(scenario: Scenario, history: readonly HistoryEntry[]): Judgement {
  const verdicts = scenario.check.map((check) => verdict(check, history));
  return { scenario: scenario.name, outcome: overall(verdicts), verdicts };
}

/** A broken guarantee outweighs an open question, which outweighs any number of passes. */
function overall(verdicts: readonly Verdict[]): Outcome {
  if (verdicts.some(({ outcome }) => outcome === "fail")) return "fail";
  if (verdicts.length === 0 || verdicts.some(({ outcome }) => outcome === "unknown")) {
    return "unknown";
  }
  return "pass";
}

function verdict(check: Check, history: readonly HistoryEntry[]): Verdict {
  const { outcome, because, evidence } = find(check, history);
  return { checker: label(check), outcome, because, evidence };
}

function find(check: Check, history: readonly HistoryEntry[]): Finding {
  const implementation = findChecker(check.use);
  if (!implementation)
    return { outcome: "unknown", because: `no checker ${check.use} is registered`, evidence: [] };
  const parsed = implementation.arguments.safeParse(check.with ?? {});
  if (!parsed.success)
    return {
      outcome: "unknown",
      because: `its arguments are not valid: ${parsed.error.issues[0]?.message}`,
      evidence: [],
    };
  try {
    return implementation.check(history, parsed.data);
  } catch (error) {
    return {
      outcome: "unknown",
      because: `the checker failed: ${(error as Error).message}`,
      evidence: [],
    };
  }
}

/** `shows GitRepository fleet-000`: tells several checks of one kind apart. */
function label({ use, with: given }: Check): string {
  const subject = [
    given?.kind,
    given?.name ?? given?.process ?? given?.repository ?? given?.repositories,
  ];
  const parts = subject.flat().filter((part) => typeof part === "string");
  return [use, ...parts, ...plainTexts(given?.what ?? null)].join(" ");
}

/** What a pattern of entries names outright: `kube.event Alert down`. Expressions would make it too long. */
function plainTexts(pattern: Json): string[] {
  if (typeof pattern === "object" && pattern !== null && !Array.isArray(pattern)) {
    return Object.values(pattern).flatMap(plainTexts);
  }
  const text = typeof pattern === "number" ? String(pattern) : pattern;
  return typeof text === "string" && !/^\/.+\/$/.test(text) ? [text] : [];
}
