import type { HistoryEntry } from "../../core/history.ts";
import type { RunInfo } from "../../core/run.ts";
import type { Outcome } from "../../core/verdict.ts";
import { latencies, reached } from "../latency.ts";
import { measure } from "../metrics.ts";
import { measuredMedian } from "../quantile.ts";
import { compareRuns, type ReadRun, type ScenarioComparison } from "./compare-runs.ts";
import { summariseTiers, type TierSummary } from "./summarise-tiers.ts";

/** A stored run with what it was judged. */
export type JudgedRun = ReadRun & { outcome: Outcome };

/** One scenario in one tier, held to the same in the base tier. */
export interface TierFigures {
  /** Run directories. */
  runs: string[];
  /** What each run was judged. */
  outcomes: Outcome[];
  /** Elements of the traces that agree with the base's; null for the base itself. */
  traces: { agree: number; total: number } | { because: string } | null;
  /** Median from push to Ready over all runs, and that over the base's; null where nothing was pushed or arrived. */
  readyMs: Ratio | null;
  /** Peak working set in bytes by controller, the median of the runs, and that over the base's. */
  workingSet: Record<string, Ratio>;
}

export interface Ratio {
  value: number;
  /** Null where the base has no such figure. */
  ratio: number | null;
}

export interface TierComparison {
  version: 1;
  /** The tier that the others are held to. */
  base: string;
  tiers: string[];
  scenarios: { scenario: string; tiers: Record<string, TierFigures> }[];
  /** By tier, but the base. */
  summary: Record<string, TierSummary>;
}

/** Where a run was made: its environment, and `model` for what isn't Flux at all. */
export function tierOf({ environment, subject }: Pick<RunInfo, "environment" | "subject">): string {
  return subject.kind === "model" ? "model" : environment;
}

/** Holds every tier to the base, scenario by scenario: verdicts, traces, latency and memory. */
export function compareTiers(runs: readonly JudgedRun[], base: string): TierComparison {
  const byTier = Map.groupBy(runs, ({ info }) => tierOf(info));
  const baseRuns = byTier.get(base) ?? [];
  const others = [...byTier.keys()].filter((tier) => tier !== base).sort();
  const traces = new Map(
    others.map((tier) => {
      const candidates = byTier.get(tier) ?? [];
      const { scenarios } = compareRuns({ baselines: baseRuns, candidates });
      return [tier, new Map(scenarios.map((each) => [each.scenario, each]))];
    }),
  );
  const names = [...new Set(runs.map(({ info }) => info.scenario.name))].sort();
  const of = (tier: string, name: string) =>
    (byTier.get(tier) ?? []).filter(({ info }) => info.scenario.name === name);
  const tiers = [base, ...others];
  const scenarios = names.map((scenario) => {
    const ofBase = measured(of(base, scenario));
    const figures = tiers.flatMap((tier) => {
      const own = of(tier, scenario);
      if (own.length === 0) return [];
      const held = tier === base ? null : tracesOf(traces.get(tier)?.get(scenario));
      return [[tier, figuresOf(own, ofBase, held)]];
    });
    return { scenario, tiers: Object.fromEntries(figures) };
  });
  return {
    version: 1,
    base,
    tiers,
    scenarios,
    summary: summariseTiers({ base, tiers, scenarios }),
  };
}

function tracesOf(comparison: ScenarioComparison | undefined): TierFigures["traces"] {
  if (comparison === undefined) return { because: "nothing to compare" };
  if (comparison.outcome === "incomparable") return { because: comparison.because };
  return { agree: comparison.agree, total: comparison.total };
}

function figuresOf(
  runs: readonly JudgedRun[],
  base: Measured,
  traces: TierFigures["traces"],
): TierFigures {
  const own = measured(runs);
  const over = (value: number, of: number | null | undefined): Ratio => ({
    value,
    ratio: of ? Math.round((value / of) * 1000) / 1000 : null,
  });
  return {
    runs: runs.map(({ dir }) => dir),
    outcomes: runs.map(({ outcome }) => outcome),
    traces,
    readyMs: own.readyMs === null ? null : over(own.readyMs, base.readyMs),
    workingSet: Object.fromEntries(
      [...own.workingSet].map(([name, bytes]) => [name, over(bytes, base.workingSet.get(name))]),
    ),
  };
}

interface Measured {
  readyMs: number | null;
  workingSet: Map<string, number>;
}

function measured(runs: readonly JudgedRun[]): Measured {
  const ready = runs.flatMap(({ history }) => readyTimes(history));
  const peaks = runs.flatMap(({ info, history }) => {
    const { memoryBytes } = measure(history, controllersOf(info));
    return Object.entries(memoryBytes).flatMap(([name, { workingSetPeak }]) =>
      workingSetPeak === null ? [] : [{ name, workingSetPeak }],
    );
  });
  const byName = Map.groupBy(peaks, ({ name }) => name);
  const middles = [...byName].map(([name, all]): [string, number] => [
    name,
    median(all.map(({ workingSetPeak }) => workingSetPeak)) ?? 0,
  ]);
  return {
    readyMs: median(ready),
    workingSet: new Map(middles.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function readyTimes(history: readonly HistoryEntry[]): number[] {
  return reached(
    latencies(history).filter(({ cold }) => !cold),
    "ready",
  );
}

/** Parts of the control plane are of one tier alone. */
function controllersOf({ subject }: RunInfo): string[] {
  return subject.controllers.map(({ name }) => name);
}

function median(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.round(measuredMedian(values));
}
