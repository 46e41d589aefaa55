import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryHistory, brokenHistory } from "../../test/arbitrary-history.ts";
import type { HistoryEntry } from "../core/history.ts";
import type { Check } from "../core/scenario.ts";
import type { Verdict } from "../core/verdict.ts";
import { scenario } from "../scenario/scenario.ts";
import { judge } from "./judge.ts";
import { findChecker } from "./registry.ts";

/** A scenario judged by these checks alone, without those that every scenario has. */
function judgedBy(...check: Check[]) {
  const base = scenario({ name: "test/judge", guarantee: "None.", drive: [], check: [] });
  return { ...base, check };
}

const verdictOf = (check: Check, seen: readonly HistoryEntry[] = []): Verdict | undefined =>
  judge(judgedBy(check), seen).verdicts[0];

const span = fc.oneof(
  fc.record({ fault: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ step: fc.constantFrom("wait", "commit") }),
);
const name = fc.constantFrom("fleet-000", "large");
const within = fc.constantFrom("1s", "30s");
const repository = name;

/** Checks with arguments that their checkers take; every registered checker is among them. */
const validChecks: Record<string, fc.Arbitrary<object>> = {
  drove: fc.constant({}),
  "faults-met": fc.constant({}),
  "controllers-stay-up": fc.constant({}),
  "changes-arrive": fc.record({ p99: within }, { requiredKeys: [] }),
  "prunes-nothing": fc.constant({}),
  "prunes-what-commits-drop": fc.constant({}),
  shows: fc.record({
    kind: fc.constantFrom("GitRepository", "Kustomization"),
    name,
    status: fc.constantFrom("True", "False"),
    message: fc.constantFrom("429", "^stored"),
  }),
  "keeps-artifact": fc.record({ name, during: span }),
  "git-requests-stay-under": fc.record({ repository, during: span, max: fc.nat({ max: 5 }) }),
  "backs-off": fc.record({ repository, during: span, first: within, slack: within }),
  "answers-storm": fc.record(
    { receiver: fc.constant("hook"), p50: within, p99: within },
    { requiredKeys: ["receiver"] },
  ),
  recovers: fc.record({ kind: fc.constant("GitRepository"), name, after: span, within }),
  "memory-stays-under": fc.record({
    process: fc.constant("source-controller"),
    figure: fc.constantFrom("rss", "anon", "workingSet"),
    max: fc.constantFrom("1Mi", "1Gi"),
  }),
  "is-killed-and-restarted": fc.record({ process: fc.constant("source-controller") }),
  "deadline-holds": fc.record({ name, timeout: within, overrun: within }),
};

const validCheck = fc.oneof(
  ...Object.entries(validChecks).map(([use, with_]) =>
    with_.map((given) => ({ use, with: given }) as Check),
  ),
);
const wildCheck = fc.record(
  {
    use: fc.oneof(fc.constantFrom(...Object.keys(validChecks)), fc.string()),
    with: fc.dictionary(
      fc.constantFrom("name", "kind", "during", "p99", "max", "process", "repositories"),
      fc.jsonValue(),
    ),
  },
  { requiredKeys: ["use"] },
) as fc.Arbitrary<Check>;
const anyCheck = fc.oneof(validCheck, wildCheck);
const anyHistory = fc.oneof(
  { weight: 4, arbitrary: arbitraryHistory },
  { weight: 1, arbitrary: brokenHistory },
);

describe("judge, for any history", () => {
  it("never throws, and gives the same judgement again without touching the history", () => {
    fc.assert(
      fc.property(fc.array(anyCheck, { maxLength: 4 }), anyHistory, (checks, seen) => {
        const before = JSON.stringify(seen);
        const first = JSON.stringify(judge(judgedBy(...checks), seen));
        expect(JSON.stringify(judge(judgedBy(...checks), seen))).toBe(first);
        expect(JSON.stringify(seen)).toBe(before);
        expect(JSON.stringify(judge(judgedBy(...checks), JSON.parse(before)))).toBe(first);
      }),
      { numRuns: 400 },
    );
  });

  it("passes only where every verdict passes, and points at entries that are there", () => {
    fc.assert(
      fc.property(fc.array(validCheck, { maxLength: 4 }), arbitraryHistory, (checks, seen) => {
        const { outcome, verdicts } = judge(judgedBy(...checks), seen);
        const outcomes = verdicts.map((verdict) => verdict.outcome);
        const worst = (["fail", "unknown"] as const).find((each) => outcomes.includes(each));
        expect(outcome).toBe(worst ?? (outcomes.length > 0 ? "pass" : "unknown"));
        for (const { evidence, because } of verdicts) {
          expect(because).not.toMatch(/the checker failed|arguments are not valid|undefined|NaN/);
          expect(evidence.length).toBeLessThanOrEqual(20);
          for (const seq of evidence) expect(seen[seq - 1]?.seq).toBe(seq);
        }
      }),
      { numRuns: 600 },
    );
  });

  it("never passes on an empty history, where only what did not happen was asked for", () => {
    const passing = Object.keys(validChecks).filter((use) => {
      const [given = {}] = fc.sample(validChecks[use] ?? fc.constant({}), 1);
      return verdictOf({ use, with: given } as Check)?.outcome === "pass";
    });
    expect(passing).toEqual(["faults-met"]);
  });

  it.each(Object.keys(validChecks))("is given histories that %s judges in several ways", (use) => {
    // A generator that reached one outcome alone would prove little.
    const cases = fc.sample(fc.tuple(validChecks[use] ?? fc.constant({}), arbitraryHistory), {
      numRuns: 600,
      seed: 7,
    });
    const outcomes = cases.map(
      ([given, seen]) => verdictOf({ use, with: given } as Check, seen)?.outcome,
    );
    expect(new Set(outcomes).size).toBeGreaterThan(1);
  });

  it("knows every registered checker", () => {
    for (const use of Object.keys(validChecks)) expect(findChecker(use), use).toBeDefined();
  });
});
