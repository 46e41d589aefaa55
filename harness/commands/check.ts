import { resolve } from "node:path";
import { readRunSet } from "../../reports/stored-run.ts";
import { judgeRun } from "../runner/judge-run.ts";
import { exitCodeOf } from "./exit-code.ts";
import { printReport } from "./reports.ts";

/** Judges stored runs again, from their histories alone. */
export async function checkCommand({
  dirs,
  format,
}: {
  dirs: string[];
  format: string;
}): Promise<number> {
  const runs = await readRunSet(dirs);
  const judgements = [];
  for (const { dir } of runs) judgements.push(await judgeRun(dir));
  await printReport({ dirs, format, dir: resolve(dirs[0] ?? ".") });
  return exitCodeOf(judgements.map(({ outcome }) => outcome));
}
