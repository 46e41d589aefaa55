import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { UsageError } from "../harness/core/failure.ts";
import type { Metrics } from "../harness/core/metrics.ts";
import type { RunInfo } from "../harness/core/run.ts";
import { storedJudgement, storedMetrics, storedRunInfo } from "../harness/core/stored-schemas.ts";
import type { Judgement, Outcome, Verdict } from "../harness/core/verdict.ts";
import { digestHistory, type HistoryDigest } from "./digest/history-digest.ts";
import { readHistory } from "./stored-history.ts";

/** One scenario's run as it lies on disk; the history only as far as a report shows it. */
export interface StoredRun {
  /** The run directory, below the directory that was asked for. */
  dir: string;
  info: RunInfo;
  /** Null when the run was not judged. */
  judgement: Judgement | null;
  /** Null when the run was not measured. */
  metrics: Metrics | null;
  history: HistoryDigest;
}

/** Folders below a run set in which run directories are looked for: `SET/GROUP/SCENARIO` and some air. */
const depthMax = 4;

/**
 * Reads every run in `dirs`, each a run directory or a set of them, in order of scenario name.
 * Throws a UsageError for a folder without runs and for a file that isn't what it should be.
 */
export async function readRunSet(dirs: string[]): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  // One after the other: a history may be large, and only its digest is kept.
  for (const dir of await findRunDirectories(dirs)) runs.push(await readRun(dir));
  return runs;
}

/** The run directories in `dirs`, unread. Throws a UsageError for a folder without any. */
export async function findRunDirectories(dirs: string[]): Promise<string[]> {
  const all: string[] = [];
  for (const dir of dirs) {
    const found = await findRuns(dir, depthMax);
    if (found.length === 0) {
      throw new UsageError(`${dir}: no run.json in it or up to ${depthMax} folders below it`);
    }
    all.push(...found);
  }
  return all;
}

/** The run's outcome as it was judged; without a judgement, or the history that it was judged by, it is unknown. */
export function outcomeOf(run: StoredRun): Outcome {
  return isUnfounded(run) ? "unknown" : (run.judgement?.outcome ?? "unknown");
}

/** Nothing passes that was not driven to its end: the history was cut since, or the verdicts are of another. */
function isUnfounded({ judgement, history }: StoredRun): boolean {
  return judgement?.outcome === "pass" && history.end?.outcome !== "done";
}

/** The run's verdicts as they were judged; for a run without a judgement, how to get one. */
export function verdictsOf(run: StoredRun): Verdict[] {
  if (isUnfounded(run)) {
    const because = `judged as passed, but the history beside the verdicts does not end as such a run's does: run \`fluxproof check ${run.dir}\``;
    return [{ checker: "judgement", outcome: "unknown", because, evidence: [] }];
  }
  if (run.judgement) return run.judgement.verdicts;
  const because = `not judged: run \`fluxproof check ${run.dir}\``;
  return [{ checker: "judgement", outcome: "unknown", because, evidence: [] }];
}

async function findRuns(dir: string, depth: number): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error) => {
    throw new UsageError(`${dir}: cannot be read as a folder of runs (${error.code})`);
  });
  if (entries.some((entry) => entry.name === "run.json")) return [dir];
  if (depth === 0) return [];
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const found: string[] = [];
  for (const folder of folders.sort()) {
    found.push(...(await findRuns(path.join(dir, folder), depth - 1)));
  }
  return found;
}

async function readRun(dir: string): Promise<StoredRun> {
  const info = await readJson<RunInfo>(path.join(dir, "run.json"));
  if (info?.version !== 1 || typeof info.scenario?.name !== "string") {
    throw new UsageError(
      `${path.join(dir, "run.json")}: version is ${JSON.stringify(info?.version)}, expected 1 with a scenario`,
    );
  }
  requireShape(storedRunInfo, info, path.join(dir, "run.json"));
  const judgement = await readJson<Judgement>(path.join(dir, "verdicts.json"));
  if (judgement !== undefined)
    requireShape(storedJudgement, judgement, path.join(dir, "verdicts.json"));
  const metrics = await readJson<Metrics>(path.join(dir, "metrics.json"));
  if (metrics !== undefined) requireShape(storedMetrics, metrics, path.join(dir, "metrics.json"));
  const { entries, cut } = await readHistory(path.join(dir, "history.ndjson"));
  const evidence = judgement?.verdicts.flatMap((verdict) => verdict.evidence) ?? [];
  const controllers = info.subject.controllers.map(({ name }) => name);
  const history = digestHistory({ entries, cut, evidence, controllers });
  return { dir, info, judgement: judgement ?? null, metrics: metrics ?? null, history };
}

/** A file that is JSON and not what it should be never becomes a verdict or a figure. */
function requireShape(schema: z.ZodType, value: unknown, file: string): void {
  const { error } = schema.safeParse(value);
  if (error) throw new UsageError(`${file}: ${z.prettifyError(error)}`);
}

/** Undefined for a file that isn't there. */
async function readJson<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, "utf8").catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw new UsageError(`${file}: cannot be read (${error.code})`);
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: ${describe(error)}${lineOf(error, text)}`);
  }
}

function lineOf(error: unknown, text: string): string {
  const position = /at position (\d+)(?! \(line)/.exec(describe(error))?.[1];
  return position ? ` (line ${text.slice(0, Number(position)).split("\n").length})` : "";
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
