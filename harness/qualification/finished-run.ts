import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Judgement } from "../core/verdict.ts";
import { fileNames, readRun } from "../runner/run-directory.ts";

/**
 * What a run was judged that was driven to its end; undefined for one that wasn't, for nothing, and for what
 * can't be read or is another run: it is then done anew.
 */
export async function finishedRun(
  dir: string,
  expected: { scenario: string; seed: number; subject: string },
): Promise<Judgement | undefined> {
  try {
    const judgement = JSON.parse(await readFile(join(dir, fileNames.verdicts), "utf8"));
    await readFile(join(dir, fileNames.metrics));
    const { info, history } = await readRun(dir);
    const end = history.findLast((entry) => entry.type === "run.end");
    const isIt =
      info.scenario.name === expected.scenario &&
      info.seed === expected.seed &&
      info.subject.name === expected.subject;
    return isIt && end && end.outcome !== "interrupted" ? (judgement as Judgement) : undefined;
  } catch {
    return undefined;
  }
}
