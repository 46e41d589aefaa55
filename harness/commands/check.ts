import { resolve } from "node:path";
import { findRunDirectories, readRunSet } from "../../reports/stored-run.ts";
import { judgeRun } from "../runner/judge-run.ts";
import { exitCodeOf } from "./exit-code.ts";
import { giveReport } from "./reports.ts";

/** Judges stored runs again, from their histories alone. */
export async function checkCommand({
  dirs,
  format,
}: {
  dirs: string[];
  format: string;
}): Promise<number> {
  const judgements = [];
  for (const dir of await findRunDirectories(dirs)) judgements.push(await judgeRun(dir));
  await giveReport({ runs: await readRunSet(dirs), dir: resolve(dirs[0] ?? "."), format });
  return exitCodeOf(judgements.map(({ outcome }) => outcome));
}
