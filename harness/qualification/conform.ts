import { isDeepStrictEqual } from "node:util";
import type { Difference, ScenarioConformance } from "../core/qualification.ts";
import type { Scenario } from "../core/scenario.ts";
import { concurrently } from "../environments/slot/concurrently.ts";
import { otherSide, type Side, sides } from "./arm.ts";
import { firstPlaces, readComparedRun } from "./compared-run.ts";
import { type ConformanceRun, countedRuns, doubtedBeside, setAside } from "./counted-runs.ts";
import { differencesOf } from "./differences.ts";
import type { HaveRun } from "./keep-runs.ts";
import { type ScenarioSeries, seriesIn } from "./series-differences.ts";

export type ConformanceRuns = Record<Side, ConformanceRun[]>;

/** Rounds more, at most, to tell rule from chance. */
const moreMost = 3;

export interface Conform {
  scenario: Scenario;
  /** The same for all runs: what chance draws is no difference between sides. */
  seed: number;
  /** Runs of each side; where they differ, more of each tell what is rule and what chance. */
  runs: number;
  /** Whether both sides run at once, so that both meet the same machine; else in turn. */
  sideBySide: boolean;
  /** Folder of the qualification. */
  dir: string;
  haveRun: HaveRun;
  /** Told of the failure of a run while the other side's goes on. */
  fail(error: unknown): void;
}

export interface Conformed {
  /** Of its longest run, by its history. */
  lastedMs: number;
  conformance: ScenarioConformance;
  series: ScenarioSeries;
}

/** The first runs of a scenario, while others run: enough where they show nothing to look into. */
export async function runBesideOthers(request: Conform): Promise<ConformanceRuns> {
  const runs: ConformanceRuns = { baseline: [], candidate: [] };
  for (let number = 1; number <= request.runs; number += 1) {
    await runBoth(request, runs, { number, besideOthers: true });
  }
  return runs;
}

/** Whether there is nothing that has to be looked into with the machine to itself. */
export function isClear(
  runs: ConformanceRuns,
  differences = differencesOf(countedRuns(runs)),
): boolean {
  return !doubtedBeside(runs) && !differences.some(mayBeChance);
}

/**
 * Runs a scenario on both sides, no other beside it, until a round takes no difference away.
 * @param beside its runs beside others, if there were any
 */
export async function conformAlone(request: Conform, beside?: ConformanceRuns): Promise<Conformed> {
  const runs: ConformanceRuns = beside ?? { baseline: [], candidate: [] };
  const first = beside ? 0 : request.runs;
  for (let number = 1; number <= first; number += 1) await runBoth(request, runs, { number });
  let differences = differencesOf(countedRuns(runs));
  for (let more = 1; more <= moreMost && !isClear(runs, differences); more += 1) {
    const before = differences;
    await runBoth(request, runs, { number: first + more });
    differences = differencesOf(countedRuns(runs));
    if (isSame(before, differences)) break;
  }
  return conclude(request.scenario, runs);
}

/** What the runs of a scenario come to. */
export function conclude({ name }: Scenario, all: ConformanceRuns): Conformed {
  const runs = countedRuns(all);
  const outcomes = (side: Side) => runs[side].map(({ judgement }) => judgement.outcome);
  const series = (side: Side) => runs[side].map(({ history }) => seriesIn(history));
  const notCounted = setAside(all);
  const ends = [...all.baseline, ...all.candidate].map(({ history }) => history.at(-1)?.tMs ?? 0);
  return {
    lastedMs: Math.max(0, ...ends),
    conformance: {
      scenario: name,
      baseline: outcomes("baseline"),
      candidate: outcomes("candidate"),
      differences: differencesOf(runs),
      ...(notCounted.length > 0 ? { setAside: notCounted } : {}),
    },
    series: {
      scenario: name,
      runs: { baseline: series("baseline"), candidate: series("candidate") },
      places: firstPlaces(runs),
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

async function runBoth(
  request: Conform,
  runs: ConformanceRuns,
  { number, besideOthers = false }: { number: number; besideOthers?: boolean },
): Promise<void> {
  const run = async (side: Side) => {
    const { scenario, seed, dir, haveRun } = request;
    // Another folder: whoever reads it later has to know.
    const place = `conformance/${scenario.name}/${side}-${besideOthers ? "beside-others-" : ""}${number}`;
    const { judgement } = await haveRun({ side, scenario, seed, place });
    runs[side].push({ ...(await readComparedRun(dir, { place, judgement })), besideOthers });
  };
  if (request.sideBySide) {
    await concurrently(sides.map(run), request.fail);
    return;
  }
  // A B, then B A: what one run leaves in the machine's caches favours neither side.
  const earlier = number % 2 === 1 ? "baseline" : "candidate";
  await run(earlier);
  await run(otherSide(earlier));
}
