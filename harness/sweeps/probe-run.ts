import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { HarnessError, UnsupportedError } from "../core/failure.ts";
import type { HistoryEntry } from "../core/history.ts";
import type { LimitProbe } from "../core/limits.ts";
import type { HostInfo } from "../core/run.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Environment } from "../environments/environment.ts";
import { fileNames, readRun } from "../runner/run-directory.ts";
import { runOne } from "../runner/run-one.ts";
import type { Subject } from "../subjects/subject.ts";
import { keptRun, requireSameRun } from "./kept-run.ts";
import type { SweepPoint } from "./points.ts";

/** What all probes of a search have in common. */
export interface ProbeSite {
  /** Folder of the search. */
  dir: string;
  subject: Subject;
  environment: Environment;
  gitHost: string;
  host: HostInfo;
}

export interface ProbeRequest {
  /** The limit is in its scenario already. */
  point: SweepPoint;
  limitBytes: number;
  /** Names of the controller's processes. */
  processes: readonly string[];
  signal: AbortSignal;
  onPhase?(phase: string): void;
  /** Milliseconds of real time. */
  nowMs(): number;
}

/**
 * One run under a limit, unless it was made before. It is ended as soon as the controller exits: nothing that
 * comes after it could make the limit enough.
 * @throws the signal's reason when it is interrupted, what kept the harness from its work
 */
export async function probeRun(site: ProbeSite, request: ProbeRequest): Promise<LimitProbe> {
  const { point, limitBytes } = request;
  const place = join(site.dir, point.dir);
  const common = { limitBytes, seed: point.seed, dir: point.dir };
  const kept = await readProbe(site, request);
  if (kept) return { ...common, ...kept };
  await rm(place, { recursive: true, force: true });
  const beganMs = request.nowMs();
  const exited = new AbortController();
  const { failure } = await runOne({
    ...{ scenario: point.scenario, set: point.set, seed: point.seed, dir: place },
    ...{ host: site.host, environment: site.environment, subject: site.subject },
    gitHost: site.gitHost,
    signal: AbortSignal.any([exited.signal, request.signal]),
    ...(request.onPhase ? { onPhase: request.onPhase } : {}),
    onEntry(entry) {
      if (isExit(entry, request.processes)) exited.abort(new Error("the limit is too small"));
    },
  });
  request.signal.throwIfAborted();
  if (failure && !exited.signal.aborted) throw failure;
  const made = await readProbe(site, request);
  if (!made) throw new HarnessError(`${place}: the run under a limit did not come to its end`);
  return { ...common, ...made, tookMs: Math.round(request.nowMs() - beganMs) };
}

type Found = Omit<LimitProbe, "limitBytes" | "seed" | "dir">;

/** What a run on disk shows; undefined for none, and for one that was cut short before it showed anything. */
async function readProbe(site: ProbeSite, request: ProbeRequest): Promise<Found | undefined> {
  const { point, processes } = request;
  const dir = join(site.dir, point.dir);
  if (!existsSync(join(dir, fileNames.verdicts))) return undefined;
  const { info, history } = await readRun(dir);
  const expected = { point, subject: site.subject.info, environment: site.environment.name };
  const exit = history.find((entry) => isExit(entry, processes));
  const peaks = peaksOf(history, processes);
  if (exit?.type === "process.exit") {
    requireSameRun(dir, info, expected);
    const how = exit.oomKilled
      ? "was killed by the kernel for its memory"
      : `exited (${exit.signal ?? `code ${exit.code}`})`;
    const because = `${exit.process} ${how} ${(exit.tMs / 1000).toFixed(1)} s after the run's begin`;
    return { survived: false, isCertain: true, because, ...peaks, tookMs: exit.tMs };
  }
  const kept = await keptRun(dir, expected);
  if (!kept) return undefined;
  if (kept.state === "unknown") throw undecided(dir, history, kept.because[0] ?? "unknown");
  const idle = processes.find((name) => !worked(history, name));
  const failure = idle === undefined ? kept.because[0] : `the workers of ${idle} never began`;
  const because = failure ?? "it passed, and nothing exited";
  const survived = failure === undefined;
  return { survived, isCertain: false, because, ...peaks, tookMs: kept.tookMs ?? 0 };
}

/** A run that can't be judged shows neither that the limit is enough nor that it isn't. */
function undecided(dir: string, history: readonly HistoryEntry[], because: string): Error {
  const unsupported = history.find((entry) => entry.type === "unsupported");
  return unsupported?.type === "unsupported"
    ? new UnsupportedError(unsupported.what, unsupported.because)
    : new HarnessError(`${dir}: this run under a limit could not be judged: ${because}`);
}

function worked(history: readonly HistoryEntry[], process: string): boolean {
  return history.some((entry) => entry.type === "process.workers" && entry.process === process);
}

function isExit(entry: HistoryEntry, processes: readonly string[]): boolean {
  return entry.type === "process.exit" && processes.includes(entry.process);
}

function peaksOf(history: readonly HistoryEntry[], processes: readonly string[]) {
  const seen = history.filter(
    (entry) => entry.type === "process.usage" && processes.includes(entry.process),
  );
  const peak = (name: "rssPeak" | "workingSet") => {
    const largest = Math.max(
      0,
      ...seen.map((entry) => (entry.type === "process.usage" ? (entry[name] ?? 0) : 0)),
    );
    return largest === 0 ? null : largest;
  };
  return { residentPeakBytes: peak("rssPeak"), workingSetPeakBytes: peak("workingSet") };
}

/** Steps by which a scenario ends controllers itself. */
const ending = ["kill-controller", "scale-controller"];

/** Whether a scenario ends controllers itself: an exit then says nothing of a limit. */
export function endsControllers(steps: Scenario["drive"]): boolean {
  return steps.some(({ use, steps: inner = [] }) => ending.includes(use) || endsControllers(inner));
}
