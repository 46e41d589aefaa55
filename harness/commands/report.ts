import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { render } from "../../reports/render.ts";
import { readRunSet } from "../../reports/stored-run.ts";
import { exitCodes } from "../core/failure.ts";
import { printReport } from "./reports.ts";

/** Draws stored runs again; verdicts are read, never judged anew. */
export async function reportCommand(request: {
  dirs: string[];
  format: string;
  output?: string;
}): Promise<number> {
  const { dirs, format, output } = request;
  const dir = resolve(dirs[0] ?? ".");
  if (output === undefined) {
    await printReport({ dirs, format, dir });
  } else {
    const text = render(format as Parameters<typeof render>[0], await readRunSet(dirs), {
      dir,
      colour: false,
    });
    await writeFile(output, text);
    process.stderr.write(`${resolve(output)}\n`);
  }
  return exitCodes.pass;
}
