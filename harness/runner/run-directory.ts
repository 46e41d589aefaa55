import { closeSync, existsSync, openSync, writeSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Clock } from "../core/clock.ts";
import { HarnessError, UsageError } from "../core/failure.ts";
import type { HistoryEntry, Observation, Recorder } from "../core/history.ts";
import type { RunInfo } from "../core/run.ts";

/** The names of what a run directory holds. */
export const fileNames = {
  run: "run.json",
  history: "history.ndjson",
  verdicts: "verdicts.json",
  metrics: "metrics.json",
} as const;

/** The append-only writer of one history. */
export interface HistoryWriter extends Recorder, Disposable {
  /** Entries so far, in order. */
  readonly entries: readonly HistoryEntry[];
  /** Called with each entry after it was written. */
  onEntry(listener: (entry: HistoryEntry) => void): void;
}

/** What is known of a run before its clock starts. */
export type RunDescription = Omit<RunInfo, "startedAt">;

/**
 * Creates the directory and its `run.json`, and opens the history, whose time starts here.
 * Each entry is one whole line in one write, so a killed run is readable to its last whole line.
 * @throws HarnessError when an entry can't be written (a full disk): a history with a hole proves nothing.
 */
export async function createRunDirectory(
  dir: string,
  description: RunDescription,
  clock: Clock,
): Promise<HistoryWriter> {
  const startMs = clock.nowMs();
  const startedAt = new Date(clock.epochMs()).toISOString();
  await mkdir(join(dir, "logs"), { recursive: true });
  await writeJson(join(dir, fileNames.run), { ...description, startedAt } satisfies RunInfo);
  const file = join(dir, fileNames.history);
  const handle = openSync(file, "wx");
  const entries: HistoryEntry[] = [];
  const listeners: ((entry: HistoryEntry) => void)[] = [];
  let broken: HarnessError | undefined;
  let open = true;
  return {
    entries,
    onEntry: (listener) => listeners.push(listener),
    record(observation: Observation, tMs = clock.nowMs()) {
      if (broken) throw broken;
      const entry: HistoryEntry = {
        seq: entries.length + 1,
        tMs: Math.round((tMs - startMs) * 10) / 10,
        ...observation,
      };
      if (!open) return entry;
      try {
        const line = Buffer.from(`${JSON.stringify(entry)}\n`);
        // A full disk may take a part without an error.
        if (writeSync(handle, line) < line.length) throw new Error("only a part of it was taken");
      } catch (error) {
        broken = new HarnessError(
          `${file}: entry ${entry.seq} could not be written: ${(error as Error).message}; the run can't go on`,
        );
        throw broken;
      }
      entries.push(entry);
      for (const listener of listeners) listener(entry);
      return entry;
    },
    [Symbol.dispose]() {
      if (open) closeSync(handle);
      open = false;
    },
  };
}

/**
 * Reads a stored run. A last line that was cut (a killed run) is left out.
 * @throws UsageError that names the file, and the line where one is not JSON.
 */
export async function readRun(dir: string): Promise<{ info: RunInfo; history: HistoryEntry[] }> {
  const runFile = join(dir, fileNames.run);
  const info = parse(runFile, await read(runFile)) as RunInfo;
  if (info.version !== 1 || typeof info.scenario?.name !== "string") {
    throw new UsageError(`${runFile}: expected a run of version 1 with a scenario`);
  }
  const historyFile = join(dir, fileNames.history);
  const lines = (await readHistory(historyFile)).split("\n");
  // What follows the last line end is empty, or was cut.
  lines.pop();
  const history = lines.map((line, index) => parse(`${historyFile}:${index + 1}`, line));
  return { info, history: history as HistoryEntry[] };
}

/**
 * Writes JSON for people and diffs: indented, with a closing line end, whole or not at all.
 * @throws HarnessError when it can't be written (a full disk).
 */
export async function writeJson(file: string, value: unknown): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await writeFile(partial, `${JSON.stringify(value, null, 2)}\n`);
    await rename(partial, file);
  } catch (error) {
    throw new HarnessError(`${file} could not be written: ${(error as Error).message}`);
  }
}

/** Recordings have theirs compressed. */
async function readHistory(file: string): Promise<string> {
  if (existsSync(file) || !existsSync(`${file}.gz`)) return read(file);
  return gunzipSync(await readFile(`${file}.gz`)).toString("utf8");
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file}: expected a stored run here: ${(error as Error).message}`);
  }
}

function parse(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${place}: expected JSON: ${(error as Error).message}`);
  }
}
