import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import type { Outcomes } from "../../reports/html/honesty/honesty-study.ts";

/** What simulated comparisons came to, as long as what they hang on is the same. */
export interface StoredStudy {
  digest: string;
  seed: number;
  /** Of the commit, its working tree and the time of the computation. */
  commit: string;
  tookMs: number;
  outcomes: Outcomes[];
}

/** Undefined where there is none, or one of other code, seed or counts. */
export async function readStudy(
  file: string,
  asked: { digest: string; seed: number },
): Promise<StoredStudy | undefined> {
  if (!existsSync(file)) return undefined;
  const stored = JSON.parse(await readFile(file, "utf8")) as StoredStudy;
  return stored.digest === asked.digest && stored.seed === asked.seed ? stored : undefined;
}

export async function writeStudy(file: string, stored: StoredStudy): Promise<void> {
  await writeFile(file, `${JSON.stringify(stored, null, 2)}\n`);
}
