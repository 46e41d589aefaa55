import { resolve } from "node:path";
import { readRunSet } from "../../reports/stored-run.ts";
import { exitCodes } from "../core/failure.ts";
import { giveReport } from "./reports.ts";

/** Draws stored runs again; verdicts are read, never judged anew. */
export async function reportCommand(request: {
  dirs: string[];
  format: string;
  output?: string;
}): Promise<number> {
  const { dirs, format, output } = request;
  await giveReport({
    runs: await readRunSet(dirs),
    dir: resolve(dirs[0] ?? "."),
    format,
    ...(output === undefined ? {} : { output: resolve(output) }),
  });
  return exitCodes.pass;
}
