import type { HistoryEntry } from "../core/history.ts";
import type { HostInfo } from "../core/run.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Environment } from "../environments/environment.ts";
import { seededRandom, wallClock } from "../environments/wall-clock.ts";
import { packageVersion } from "../package-info.ts";
import type { Subject } from "../subjects/subject.ts";
import { runScenario, type ScenarioResult } from "./run-scenario.ts";

/** One run of a scenario with all that stands in its `run.json`. */
export interface OneRun {
  scenario: Scenario;
  seed: number;
  /** Empty or missing. */
  dir: string;
  host: HostInfo;
  environment: Environment;
  subject: Subject;
  gitHost?: string;
  set?: string[];
  signal?: AbortSignal;
  onPhase?(phase: string): void;
  /** Told each entry of its history after it was written. */
  onEntry?(entry: HistoryEntry): void;
}

/** Runs one scenario in the time of its environment. */
export function runOne(run: OneRun): Promise<ScenarioResult> {
  const { scenario, seed, environment, subject, set = [] } = run;
  return runScenario({
    info: {
      version: 1,
      fluxproof: packageVersion(),
      scenario,
      ...(set.length > 0 ? { set } : {}),
      seed,
      environment: environment.name,
      gitHost: run.gitHost ?? "sim",
      subject: subject.info,
      parts: environment.parts,
      host: run.host,
    },
    environment,
    subject,
    dir: run.dir,
    time: environment.time?.() ?? { clock: wallClock(), run: (main) => main() },
    random: seededRandom(seed).fork(scenario.name),
    signal: run.signal ?? new AbortController().signal,
    ...(run.onPhase ? { onPhase: run.onPhase } : {}),
    ...(run.onEntry ? { onEntry: run.onEntry } : {}),
  });
}
