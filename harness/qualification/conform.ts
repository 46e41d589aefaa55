import { isDeepStrictEqual } from "node:util";
import { watchGapNote } from "../core/history.ts";
import type { Difference, ScenarioConformance } from "../core/qualification.ts";
import type { Scenario } from "../core/scenario.ts";
import { type Side, sides } from "./arm.ts";
import { type ComparedRun, readComparedRun } from "./compared-run.ts";
import { figureDifferences, requestDifferences } from "./count-differences.ts";
import type { HaveRun } from "./keep-runs.ts";
import { type ScenarioSeries, seriesIn } from "./series-differences.ts";
import { traceDifferences } from "./trace-differences.ts";
import { verdictDifferences } from "./verdict-differences.ts";

type Runs = Record<Side, ComparedRun[]>;

/** Rounds more, at most, to tell rule from chance. */
const moreMost = 3;

export interface Conform {
  scenario: Scenario;
  /** The same for all runs: what chance draws is no difference between sides. */
  seed: number;
  /** Runs of each side; where they differ, more of each tell what is rule and what chance. */
  runs: number;
  /** Folder of the qualification. */
  dir: string;
  haveRun: HaveRun;
}

/** Runs a scenario on both sides, in turn, and says what differs. */
export async function conform(
  request: Conform,
): Promise<{ conformance: ScenarioConformance; series: ScenarioSeries }> {
  const { scenario } = request;
  const runs: Runs = { baseline: [], candidate: [] };
  for (let number = 1; number <= request.runs; number += 1) await runBoth(request, runs, number);
  let differences = differencesOf(runs);
  for (let more = 1; more <= moreMost && differences.some(mayBeChance); more += 1) {
    const before = differences;
    await runBoth(request, runs, request.runs + more);
    differences = differencesOf(runs);
    if (isSame(before, differences)) break;
  }
  const outcomes = (side: Side) => runs[side].map(({ judgement }) => judgement.outcome);
  const series = (side: Side) => runs[side].map(({ history }) => seriesIn(history));
  return {
    conformance: {
      scenario: scenario.name,
      baseline: outcomes("baseline"),
      candidate: outcomes("candidate"),
      differences,
    },
    series: {
      scenario: scenario.name,
      runs: { baseline: series("baseline"), candidate: series("candidate") },
      places: sides.flatMap((side) => runs[side].slice(0, 1).map(({ place }) => place)),
    },
  };
}

/** Which figures there are hangs on the programs alone. */
function mayBeChance({ kind }: Difference): boolean {
  return kind !== "metric";
}

/** Whether a round more took none away: the others are then no chance, either. */
function isSame(before: readonly Difference[], after: readonly Difference[]): boolean {
  const keys = (all: readonly Difference[]) =>
    all.map(({ mark, kind, where }) => `${mark} ${kind} ${where}`).sort();
  return isDeepStrictEqual(keys(before), keys(after));
}

async function runBoth(request: Conform, runs: Runs, number: number): Promise<void> {
  const { scenario, seed, dir, haveRun } = request;
  // A B, then B A: what one run leaves in the machine's caches favours neither side.
  for (const side of number % 2 === 1 ? sides : sides.toReversed()) {
    const place = `conformance/${scenario.name}/${side}-${number}`;
    const { judgement } = await haveRun({ side, scenario, seed, place });
    runs[side].push(await readComparedRun(dir, { place, judgement }));
  }
}

/** What the runs of the sides differ in beyond chance, the gravest first. */
export function differencesOf(runs: Record<Side, readonly ComparedRun[]>): Difference[] {
  const undone = sides.flatMap((side) => runs[side].flatMap((run) => undoneOf(side, run)));
  if (undone.length > 0) return undone;
  const seen = {
    baseline: runs.baseline.filter(sawAll),
    candidate: runs.candidate.filter(sawAll),
  };
  const traces = sides.every((side) => seen[side].length > 0)
    ? traceDifferences(seen)
    : [missedChanges(runs)];
  return [
    ...verdictDifferences(runs),
    ...traces,
    ...requestDifferences(runs),
    ...figureDifferences(runs),
  ];
}

/** A run that was not driven to its end says nothing of the subject. */
function undoneOf(side: Side, { place, history }: ComparedRun): Difference[] {
  const end = history.findLast((entry) => entry.type === "run.end");
  if (end?.outcome === "done") return [];
  const because = end?.because ?? "its history has no end";
  const told = { baseline: "", candidate: "", [side]: `not driven to its end: ${because}` };
  return [
    { mark: "doubt", controller: null, kind: "verdict", where: "the run", ...told, runs: [place] },
  ];
}

function sawAll({ history }: ComparedRun): boolean {
  return !history.some((entry) => entry.type === "note" && entry.text.startsWith(watchGapNote));
}

function missedChanges(runs: Record<Side, readonly ComparedRun[]>): Difference {
  const told = (side: Side) =>
    runs[side].some(sawAll) ? "seen whole" : "a watch may have missed changes";
  return {
    mark: "doubt",
    controller: null,
    kind: "condition",
    where: "what objects showed",
    baseline: told("baseline"),
    candidate: told("candidate"),
    runs: sides.flatMap((side) => runs[side].map(({ place }) => place)),
  };
}
