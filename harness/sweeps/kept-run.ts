import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { summariseRun } from "../archive/run-summary.ts";
import { UsageError } from "../core/failure.ts";
import type { RunInfo, SubjectInfo } from "../core/run.ts";
import type { SweptPoint } from "../core/sweep.ts";
import { readFinishedRun } from "../runner/finished-run.ts";
import { readPace } from "../runner/kept-pace.ts";
import { fileNames } from "../runner/run-directory.ts";
import type { SweepPoint } from "./points.ts";

/** What came of a run, as a sweep keeps it. */
export type RunResult = Pick<SweptPoint, "state" | "because" | "metrics" | "tookMs">;

/** What a stored run must be of to count. */
export interface ExpectedRun {
  point: SweepPoint;
  subject: SubjectInfo;
  environment: string;
}

/**
 * What came of a run that was driven to its end; undefined where there is none, or one that was cut short or
 * met a failure of the harness: it is then done anew. What it took is told by its history, which in virtual
 * time is no time of this world.
 * @throws UsageError for a whole run of something else, which nobody shall lose
 */
export async function keptRun(dir: string, expected: ExpectedRun): Promise<RunResult | undefined> {
  const found = await readFinishedRun(dir);
  if (!found) return undefined;
  requireSameRun(dir, found.info, expected);
  return resultOf(dir, found.history.at(-1)?.tMs ?? 0);
}

export async function resultOf(dir: string, tookMs: number): Promise<RunResult> {
  const { outcome, because, metrics } = await summariseRun(dir);
  return {
    ...{ state: outcome, because, tookMs: Math.round(tookMs) },
    metrics: { ...metrics, ...(await readPace(dir)) },
  };
}

/** @throws UsageError for a run of something else */
export function requireSameRun(dir: string, info: RunInfo, expected: ExpectedRun): void {
  const difference = findDifference(info, expected);
  if (difference === undefined) return;
  throw new UsageError(
    `${join(dir, fileNames.run)}: its ${difference} is another than that of the run to be kept there; expected a folder begun with the same request, or a new one`,
  );
}

function findDifference(info: RunInfo, { point, subject, environment }: ExpectedRun) {
  const asStored = (value: unknown) => JSON.parse(JSON.stringify(value));
  if (!isDeepStrictEqual(info.scenario, asStored(point.scenario))) return "scenario";
  if (info.seed !== point.seed) return "seed";
  if (info.environment !== environment) return "environment";
  const parts = ({ controllers }: SubjectInfo) => asStored(controllers);
  return isDeepStrictEqual(parts(info.subject), parts(subject)) ? undefined : "subject";
}
