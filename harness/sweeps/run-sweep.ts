import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { UsageError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Sweep, SweepAxis } from "../core/sweep.ts";
import { parseSweep } from "../core/sweep-schema.ts";
import { packageVersion } from "../package-info.ts";
import { writeJson } from "../runner/run-directory.ts";
import { planPoints } from "./points.ts";
import { readEarlier } from "./read-earlier.ts";
import { type PointsRun, type RunPoints, runPoints } from "./run-points.ts";

export interface SweepRequest extends Omit<RunPoints, "points" | "took" | "onPoint"> {
  /** The changes of `set` are in them already. */
  scenarios: readonly Scenario[];
  axes: readonly SweepAxis[];
  set: string[];
  seed: number;
  repeats: number;
}

/** Of a sweep, beside the folders of its points. */
export const sweepFile = "sweep.json";

/**
 * Runs scenarios at every combination of the axes' values and writes `sweep.json` after each. In a folder that
 * has some of them, those are kept, also where values were added to an axis since.
 * @throws UsageError for axes or values that the scenarios don't take, and a folder of something else
 */
export async function runSweep(
  request: SweepRequest,
): Promise<{ sweep: Sweep; failures: Error[] }> {
  const { dir, axes, set, seed, repeats, subject, environment, gitHost, host, clock } = request;
  const points = planPoints(request);
  const before = await readSweep(dir);
  if (before) requireSame(dir, before, request);
  const known = {
    ...{ version: 1 as const, fluxproof: packageVersion() },
    startedAt: before?.startedAt ?? new Date(clock.epochMs()).toISOString(),
    ...{ subject: subject.info, environment: environment.name, gitHost, host },
    ...{
      scenarios: request.scenarios.map(({ name }) => name),
      axes: [...axes],
      set,
      seed,
      repeats,
    },
    budgetMs: request.budgetMs ?? null,
  };
  const save = async (run: Pick<PointsRun, "points" | "unfinished">): Promise<Sweep> => {
    const { unfinished } = run;
    const sweep = { ...known, points: run.points, ...(unfinished ? { unfinished } : {}) };
    await writeJson(join(dir, sweepFile), sweep);
    return sweep;
  };
  await mkdir(dir, { recursive: true });
  const took = new Map(
    before?.points.flatMap((point) => (point.tookMs === null ? [] : [[point.dir, point.tookMs]])),
  );
  const onPoint = async (done: Sweep["points"]) => {
    await save({ points: done, unfinished: "it is being run, or was killed" });
  };
  const run = await runPoints({ ...request, points, took, onPoint });
  return { sweep: await save(run), failures: run.failures };
}

/** That of an earlier call; undefined for a folder that is new or empty. */
export function readSweep(dir: string): Promise<Sweep | undefined> {
  return readEarlier(dir, sweepFile, parseSweep);
}

/** Axes and repeats may grow from call to call; what figures depend on besides must not change. */
function requireSame(dir: string, before: Sweep, now: SweepRequest): void {
  const asked = (sweep: Pick<Sweep, "subject" | "environment" | "gitHost" | "set" | "seed">) => ({
    subject: sweep.subject.name,
    environment: sweep.environment,
    gitHost: sweep.gitHost,
    set: sweep.set,
    seed: sweep.seed,
  });
  const own = asked({ ...now, subject: now.subject.info, environment: now.environment.name });
  for (const [field, value] of Object.entries(asked(before))) {
    const other = own[field as keyof typeof own];
    if (isDeepStrictEqual(value, other)) continue;
    throw new UsageError(
      `--out ${dir}: it was begun for another sweep: its ${field} is ${JSON.stringify(value)}, here it is ${JSON.stringify(other)}; expected the same, or a new folder`,
    );
  }
}
