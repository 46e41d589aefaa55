import type { FigureTable } from "../../figures.ts";
import type { RealComparison, SimulatedOutcomes } from "./honesty-study.ts";

/** Of a subject with itself, by budget. */
export function sameTable(simulated: readonly SimulatedOutcomes[]): FigureTable {
  return {
    head: ["budget", "pairs", "made", "false alarms", "qualified", "inconclusive", "regressed"],
    words: 1,
    rows: byBudget(simulated.filter((one) => !one.isChanged)).map((one) => [
      minutes(one.budgetMinutes),
      String(one.planned),
      one.pairs.toFixed(1),
      ...[one.alarms, one.qualified, one.inconclusive, one.regressed].map((count) =>
        share(count, one.comparisons),
      ),
    ]),
  };
}

/** Of changed candidates, by change and budget. */
export function changedTable(simulated: readonly SimulatedOutcomes[]): FigureTable {
  const changes = Map.groupBy(
    simulated.filter((one) => one.isChanged),
    ({ change }) => change,
  );
  return {
    head: ["change", "budget", "pairs", "made", "found", "qualified all the same"],
    words: 1,
    rows: [...changes.values()].flatMap((all) =>
      byBudget(all).map((one) => [
        one.change,
        minutes(one.budgetMinutes),
        String(one.planned),
        one.pairs.toFixed(1),
        share(one.found, one.comparisons),
        share(one.qualified, one.comparisons),
      ]),
    ),
  };
}

/** Arm by arm, all of a kind together. */
export function armsTable(real: readonly RealComparison[]): FigureTable {
  const arms = Map.groupBy(real, ({ arm, budget }) => `${arm}, ${budget}`);
  return {
    head: ["arm, budget", "comparisons", "false alarms", "found", "qualified", "longest"],
    words: 1,
    rows: [...arms].map(([name, all]) => {
      const count = (fits: (one: RealComparison) => boolean) =>
        share(all.filter(fits).length, all.length);
      const isChanged = all.some((one) => one.isChanged);
      return [
        name,
        String(all.length),
        isChanged ? "–" : count((one) => one.alarms.length > 0),
        isChanged ? count((one) => one.found) : "–",
        count((one) => one.verdict === "qualified"),
        minutes(Math.max(...all.map((one) => one.tookMs)) / 60_000, 1),
      ];
    }),
  };
}

/** Every real comparison. */
export function realTable(real: readonly RealComparison[]): FigureTable {
  return {
    head: ["begun", "arm", "verdict", "called different", "commit", "load", "pairs", "took"],
    words: 6,
    rows: real.map((one) => [
      one.startedAt.slice(0, 16).replace("T", " "),
      one.arm,
      one.verdict,
      one.alarms.join(", ") || "nothing",
      one.commit,
      one.load.map((load) => load.toFixed(1)).join(" → "),
      String(one.pairs),
      minutes(one.tookMs / 60_000, 1),
    ]),
  };
}

function byBudget(all: readonly SimulatedOutcomes[]): SimulatedOutcomes[] {
  return all.toSorted((a, b) => a.budgetMinutes - b.budgetMinutes);
}

const share = (count: number, of: number) => `${count} of ${of}`;
const minutes = (value: number, digits = 0) => `${value.toFixed(digits)} min`;
