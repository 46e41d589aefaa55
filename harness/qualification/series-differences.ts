import type { HistoryEntry } from "../core/history.ts";
import type { Difference, ScenarioConformance } from "../core/qualification.ts";
import { type Side, sides } from "./arm.ts";
import { instanceOf } from "./controller-of.ts";

/** Metric series that a run's controllers told of, by controller. */
export type ToldSeries = ReadonlyMap<string, ReadonlySet<string>>;

export interface ScenarioSeries {
  scenario: string;
  runs: Record<Side, ToldSeries[]>;
  /** A run of either side to look at. */
  places: string[];
}

export function seriesIn(history: readonly HistoryEntry[]): ToldSeries {
  const found = new Map<string, ReadonlySet<string>>();
  for (const entry of history) {
    if (entry.type === "process.series") found.set(entry.process, new Set(entry.series));
  }
  return found;
}

/**
 * Adds which series only one side tells of, over all scenarios: one that a run of the other side has anywhere
 * hangs on what happened to happen. Told once, with the first scenario that shows it.
 */
export function withSeries(
  conformance: readonly ScenarioConformance[],
  all: readonly ScenarioSeries[],
): ScenarioConformance[] {
  const differences = seriesDifferences(all);
  return conformance.map((each) => {
    const own = differences.filter(({ scenario }) => scenario === each.scenario);
    if (own.length === 0) return each;
    return {
      ...each,
      differences: [...each.differences, ...own.map(({ difference }) => difference)],
    };
  });
}

function seriesDifferences(
  all: readonly ScenarioSeries[],
): { scenario: string; difference: Difference }[] {
  const told = (scenarios: readonly ScenarioSeries[], side: Side) =>
    scenarios.flatMap(({ runs }) => runs[side]);
  const processes = new Set(
    sides.flatMap((side) => told(all, side).flatMap((run) => [...run.keys()])),
  );
  return [...processes].sort().flatMap((process) => {
    const only = {
      baseline: onlyOn(all, process, "baseline", "candidate"),
      candidate: onlyOn(all, process, "candidate", "baseline"),
    };
    const first = all.find(({ scenario }) =>
      sides.some((side) => only[side].some((found) => found.scenario === scenario)),
    );
    if (!first) return [];
    const difference: Difference = {
      ...{ mark: "change", controller: instanceOf(process), kind: "metric" },
      where: `series that ${process} tells of`,
      baseline: listed(only.baseline),
      candidate: listed(only.candidate),
      runs: first.places,
    };
    return [{ scenario: first.scenario, difference }];
  });
}

/** What every run of one side has in some scenario, and no run of the other in any. */
function onlyOn(
  all: readonly ScenarioSeries[],
  process: string,
  side: Side,
  other: Side,
): { scenario: string; name: string }[] {
  const of = ({ runs }: ScenarioSeries, which: Side) =>
    runs[which].flatMap((run) => run.get(process) ?? []);
  const others = all.flatMap((scenario) => of(scenario, other));
  // A side that has no such controller, or one that was down, tells nothing of series.
  if (others.length === 0) return [];
  const found = new Map<string, string>();
  for (const scenario of all) {
    const [first, ...more] = of(scenario, side);
    for (const name of first ?? []) {
      const isRule = more.every((each) => each.has(name));
      const isShared = others.some((each) => each.has(name));
      if (isRule && !isShared && !found.has(name)) found.set(name, scenario.scenario);
    }
  }
  return [...found].sort().map(([name, scenario]) => ({ name, scenario }));
}

/** Of a family, the word before the first underscore, as many are named; the runs know the others. */
const namedMost = 16;

function listed(found: readonly { name: string }[]): string {
  if (found.length === 0) return "none of its own";
  const names = found.map(({ name }) => name);
  const families = Map.groupBy(names, (name) => name.split("_", 1)[0] ?? "");
  const said = [...families].flatMap(([family, own]) =>
    own.length > namedMost ? [`${own.length} of ${family}_*`] : own,
  );
  return `${names.length} of its own: ${said.join(", ")}`;
}
