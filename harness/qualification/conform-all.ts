import type { Clock } from "../core/clock.ts";
import type { Qualification, ScenarioConformance } from "../core/qualification.ts";
import { formatMs } from "../core/quantity.ts";
import type { Scenario } from "../core/scenario.ts";
import { concurrently } from "../environments/slot/concurrently.ts";
import type { Progress } from "../subjects/subject.ts";
import { type Side, sides } from "./arm.ts";
import type { QualificationState } from "./assemble.ts";
import {
  type Conform,
  type ConformanceRuns,
  type Conformed,
  conclude,
  conformAlone,
  isClear,
  runBesideOthers,
} from "./conform.ts";
import type { ExpectedTimes } from "./expected-times.ts";
import type { HaveRun } from "./keep-runs.ts";
import type { Budget } from "./plan-pairs.ts";

export interface ConformAll {
  scenarios: readonly Scenario[];
  /** Each has the machine to itself, as those that say they need it. */
  performance: readonly Scenario[];
  conformanceRuns: number;
  /** Runs at a time. */
  slots: number;
  dir: string;
  seed: number;
  /** Real time. */
  clock: Clock;
  progress: Progress;
  before?: Qualification | undefined;
  /** What is still to be run is taken from it, and what was found put into it. */
  state: QualificationState;
  haveRun: HaveRun;
  /** Ends what else runs. */
  fail(error: unknown): void;
  budget: Budget;
  /** No scenario is begun that would end later in the budget. */
  untilMs: number;
  expected: ExpectedTimes;
  save(): Promise<unknown>;
}

/** What is ahead. */
interface Agenda {
  /** Scenarios at a time. */
  lanes: number;
  besideOthers: Set<Scenario>;
  /** With the runs beside others that showed something to look into, if there were any. */
  alone: Map<Scenario, ConformanceRuns | undefined>;
  hasBegun: boolean;
}

/**
 * First as many scenarios at a time as slots hold, both sides of each at once; then, each with the machine to
 * itself, those that need it and those that showed something. The longest go first: no one is waited for alone.
 */
export async function conformAll(request: ConformAll): Promise<void> {
  const agenda = agendaOf(request);
  const { lanes, besideOthers, alone } = agenda;
  const next = [...besideOthers].values();
  const lane = async () => {
    for (const scenario of next) await lookBesideOthers(request, agenda, scenario);
  };
  await concurrently(Array.from({ length: lanes }, lane), request.fail);
  // What is half done first: the budget may end.
  const halfDoneFirst = [...alone].toSorted(([, a], [, b]) => Number(!a) - Number(!b));
  for (const [scenario, beside] of halfDoneFirst) {
    const conform = conformOf(request, scenario);
    const runs = (beside ? 1 : conform.runs) * (conform.sideBySide ? 1 : sides.length);
    await look(request, agenda, {
      ...{ scenario, runs, what: beside ? "again, alone" : "alone" },
      find: (haveRun) => conformAlone({ ...conform, haveRun }, beside),
    });
  }
}

function agendaOf(request: ConformAll): Agenda {
  const { state, slots, expected } = request;
  const longestFirst = state.skipped.toSorted((a, b) => expected.of(b, 1) - expected.of(a, 1));
  const lanes = Math.floor(slots / sides.length);
  const isBeside = (each: Scenario) => lanes > 1 && !needsMachine(request, each);
  return {
    lanes: Math.max(1, lanes),
    besideOthers: new Set(longestFirst.filter(isBeside)),
    alone: new Map(longestFirst.filter((each) => !isBeside(each)).map((each) => [each, undefined])),
    hasBegun: state.conformance.length > 0,
  };
}

function needsMachine({ performance }: ConformAll, scenario: Scenario): boolean {
  return scenario.exclusive || performance.some(({ name }) => name === scenario.name);
}

async function lookBesideOthers(request: ConformAll, agenda: Agenda, scenario: Scenario) {
  const conform = conformOf(request, scenario);
  await look(request, agenda, {
    ...{ scenario, what: "beside others", runs: conform.runs },
    async find(haveRun) {
      const runs = await runBesideOthers({ ...conform, haveRun });
      const isOpen = !isClear(runs);
      agenda.besideOthers.delete(scenario);
      if (isOpen) agenda.alone.set(scenario, runs);
      return { ...conclude(scenario, runs), isOpen };
    },
  });
}

function conformOf(request: ConformAll, scenario: Scenario): Omit<Conform, "haveRun"> {
  const { seed, dir, fail, conformanceRuns: runs, slots } = request;
  const sideBySide = slots >= sides.length && !needsMachine(request, scenario);
  return { scenario, seed, dir, fail, runs, sideBySide };
}

interface Look {
  scenario: Scenario;
  what: string;
  /** One after another, at least. */
  runs: number;
  find(haveRun: HaveRun): Promise<Conformed & { isOpen?: boolean }>;
}

/** Looks at a scenario where the budget holds it, and says what came of it. */
async function look(request: ConformAll, agenda: Agenda, task: Look): Promise<void> {
  const { scenarios, state, clock, expected } = request;
  const { scenario, what, runs } = task;
  if (!holds(request, agenda, task)) return;
  agenda.hasBegun = true;
  const number = scenarios.indexOf(scenario) + 1;
  const line = request.progress.begin(
    `[conformance ${number}/${scenarios.length}] ${scenario.name}, ${what}`,
  );
  const beganMs = clock.nowMs();
  const { haveRun, isNew } = watched(request.haveRun, (phases) => line.update(phases));
  const found = await task.find(haveRun).catch((error) => {
    line.end("not finished");
    throw error;
  });
  const { isOpen = false } = found;
  if (!isOpen) agenda.alone.delete(scenario);
  if (isNew()) expected.learn(scenario, runs, clock.nowMs() - beganMs);
  else expected.learn(scenario, 1, found.lastedMs);
  if (!isOpen) {
    state.conformance.push(found.conformance);
    state.series.push(found.series);
    state.skipped = state.skipped.filter((one) => one !== scenario);
  }
  const again = isOpen ? ", to be looked into alone" : "";
  line.end(`${told(found.conformance)}${again}; ${ahead(request, agenda)}`);
  if (isNew()) await request.save();
}

/** Whether the budget holds one more. What one takes here is only known once one was run. */
function holds(request: ConformAll, { hasBegun }: Agenda, { scenario, runs }: Look): boolean {
  const { before, budget, untilMs, expected } = request;
  const isKnown = before?.conformance.some((each) => each.scenario === scenario.name);
  return isKnown || !hasBegun || budget.elapsedMs() + expected.of(scenario, runs) <= untilMs;
}

/** Tells what both sides do, and whether any run was made that was not there. */
function watched(haveRun: HaveRun, onPhases: (text: string) => void) {
  const phases: Partial<Record<Side, string>> = {};
  let isNew = false;
  const watchedRun: HaveRun = async (run) => {
    const kept = await haveRun({
      ...run,
      onPhase(phase) {
        phases[run.side] = phase;
        const texts = sides.flatMap((side) => (phases[side] ? `${side}: ${phases[side]}` : []));
        onPhases(texts.join("; "));
      },
    });
    delete phases[run.side];
    isNew ||= kept.tookMs > 0;
    return kept;
  };
  return { haveRun: watchedRun, isNew: () => isNew };
}

/** `12 to go, about 9 m 30 s`; what is yet to be found has no part in it. */
function ahead({ expected, state }: ConformAll, { lanes, besideOthers, alone }: Agenda): string {
  const sum = (all: Iterable<Scenario>) =>
    [...all].reduce((ms, each) => ms + expected.of(each, 1), 0);
  const ms = sum(besideOthers) / lanes + sum(alone.keys());
  return `${state.skipped.length} to go${ms > 0 ? `, about ${formatMs(ms)}` : ""}`;
}

function told({ baseline, candidate, differences, setAside }: ScenarioConformance): string {
  const marks = Map.groupBy(differences, ({ mark }) => mark);
  const counts = [...marks].map(([mark, found]) => `${found.length} ${mark}`);
  const aside = setAside ? `, ${setAside.length} set aside` : "";
  return `${baseline.join(" ")} / ${candidate.join(" ")}, ${counts.join(", ") || "no difference"}${aside}`;
}
