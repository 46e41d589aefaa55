import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { render, reporters } from "../../reports/render.ts";
import type { StoredRun } from "../../reports/stored-run.ts";

/** Stored runs to report, and the folder they are told to lie in. */
export interface ReportRequest {
  runs: StoredRun[];
  dir: string;
}

/**
 * Writes every report of a run set beside its runs. A reporter that fails says so and takes no other down.
 * @returns the HTML report's path.
 */
export async function writeReports({ runs, dir }: ReportRequest): Promise<string> {
  for (const { format, fileName } of reporters) {
    try {
      await writeFile(join(dir, fileName), render(format, runs, { dir, colour: false }));
    } catch (error) {
      process.stderr.write(`report ${fileName}: ${(error as Error).message}\n`);
    }
  }
  const html = reporters.find(({ format }) => format === "html");
  return join(dir, html?.fileName ?? "");
}

/** Prints one report to standard output, or writes it to the file `output` and names that. */
export async function giveReport(
  request: ReportRequest & { format: string; output?: string },
): Promise<void> {
  const { runs, dir, output } = request;
  const format = request.format as Parameters<typeof render>[0];
  const colour = output === undefined && Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
  await give(render(format, runs, { dir, colour }), output);
}

/** Prints a text, or writes it to the file `output` and names that. */
export async function give(text: string, output: string | undefined): Promise<void> {
  if (output === undefined) {
    process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  } else {
    await writeFile(output, text);
    process.stderr.write(`${output}\n`);
  }
}
