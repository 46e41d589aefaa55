import { resolve } from "node:path";
import { readRunSet } from "../../reports/stored-run.ts";
import { exitCodes } from "../core/failure.ts";
import { documentPage } from "./document-report.ts";
import { give, giveReport } from "./reports.ts";

/**
 * Draws stored runs again, as HTML the document that sums them up where there is one; verdicts are read, never
 * judged anew.
 */
export async function reportCommand(request: {
  dirs: string[];
  format: string;
  output?: string;
}): Promise<number> {
  const { dirs, format, output } = request;
  const [dir = "."] = dirs;
  const page = format === "html" && dirs.length === 1 ? await documentPage(dir) : undefined;
  if (page !== undefined) {
    await give(page, output);
    return exitCodes.pass;
  }
  await giveReport({
    runs: await readRunSet(dirs),
    dir: resolve(dir),
    format,
    ...(output === undefined ? {} : { output: resolve(output) }),
  });
  return exitCodes.pass;
}
