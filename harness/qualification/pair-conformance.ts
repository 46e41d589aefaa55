import type { ScenarioConformance } from "../core/qualification.ts";
import type { Side } from "./arm.ts";
import { type JudgedRun, verdictDifferences } from "./verdict-differences.ts";

/**
 * Runs of pairs are judged like all others: what did not pass in them is added to what is known of their
 * scenario, where it stands beside what conformance found.
 */
export function pairConformance(
  conformance: readonly ScenarioConformance[],
  pairs: ReadonlyMap<string, Record<Side, readonly JudgedRun[]>> = new Map(),
): ScenarioConformance[] {
  const added = [...pairs].flatMap(([scenario, runs]) => {
    const outcomes = (side: Side) => runs[side].map(({ judgement }) => judgement.outcome);
    const [baseline, candidate] = [outcomes("baseline"), outcomes("candidate")];
    if ([...baseline, ...candidate].every((outcome) => outcome === "pass")) return [];
    const differences = verdictDifferences(runs).map((difference) => ({
      ...difference,
      where: `${difference.where}, in pairs`,
    }));
    return [{ scenario, baseline, candidate, differences }];
  });
  const names = new Set([...conformance, ...added].map(({ scenario }) => scenario));
  return [...names].flatMap((name) => {
    const of = (all: readonly ScenarioConformance[]) =>
      all.filter(({ scenario }) => scenario === name);
    const parts = [...of(conformance), ...of(added)];
    const setAside = parts.flatMap((part) => part.setAside ?? []);
    return [
      {
        scenario: name,
        baseline: parts.flatMap(({ baseline }) => baseline),
        candidate: parts.flatMap(({ candidate }) => candidate),
        differences: parts.flatMap(({ differences }) => differences),
        ...(setAside.length > 0 ? { setAside } : {}),
      },
    ];
  });
}
