import { rm } from "node:fs/promises";
import { join } from "node:path";
import { HarnessError } from "../core/failure.ts";
import type { LimitProbe } from "../core/limits.ts";
import type { HostInfo } from "../core/run.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Environment } from "../environments/environment.ts";
import { runOne } from "../runner/run-one.ts";
import type { Subject } from "../subjects/subject.ts";
import type { SweepPoint } from "./points.ts";
import { isExit, readProbe } from "./read-probe.ts";

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

/** Steps by which a scenario ends controllers itself. */
const ending = ["kill-controller", "scale-controller"];

/** Whether a scenario ends controllers itself: an exit then says nothing of a limit. */
export function endsControllers(steps: Scenario["drive"]): boolean {
  return steps.some(({ use, steps: inner = [] }) => ending.includes(use) || endsControllers(inner));
}
