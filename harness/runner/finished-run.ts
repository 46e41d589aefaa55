import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UsageError } from "../core/failure.ts";
import type { HistoryEntry } from "../core/history.ts";
import type { RunInfo } from "../core/run.ts";
import { storedJudgement } from "../core/stored-schemas.ts";
import type { Judgement } from "../core/verdict.ts";
import { fileNames, readRun } from "./run-directory.ts";

/** A stored run that needs not be done again. */
export interface FinishedRun {
  info: RunInfo;
  history: HistoryEntry[];
  judgement: Judgement;
}

/**
 * The run in a folder that was driven to its end, judged and measured; undefined where there is none, and for one
 * that was cut short or met a failure of the harness, which may come out otherwise when it is done anew.
 * @throws UsageError naming the file that isn't what it should be
 */
export async function readFinishedRun(dir: string): Promise<FinishedRun | undefined> {
  const files = [fileNames.run, fileNames.verdicts, fileNames.metrics];
  if (!files.every((name) => existsSync(join(dir, name)))) return undefined;
  const { info, history } = await readRun(dir);
  if (!isFinished(history)) return undefined;
  return { info, history, judgement: await readJudgement(join(dir, fileNames.verdicts)) };
}

/** What is unsupported stays so; all else that ended in an error may come out otherwise. */
function isFinished(history: readonly HistoryEntry[]): boolean {
  const end = history.findLast((entry) => entry.type === "run.end");
  if (end?.outcome !== "error") return end?.outcome === "done";
  return history.some(
    (entry) =>
      entry.type === "unsupported" &&
      end.because === `${entry.what} is unsupported, because ${entry.because}`,
  );
}

async function readJudgement(file: string): Promise<Judgement> {
  const text = await readFile(file, "utf8");
  try {
    return storedJudgement.parse(JSON.parse(text));
  } catch (error) {
    const because = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new UsageError(`${file}: expected a judgement: ${because}`);
  }
}
