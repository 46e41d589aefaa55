import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { render, reporters } from "../../reports/render.ts";
import { readRunSet } from "../../reports/stored-run.ts";

/**
 * Writes every report of a run set beside its runs. A reporter that fails says so and takes no other down.
 * @returns the HTML report's path.
 */
export async function writeReports(dir: string): Promise<string> {
  const runs = await readRunSet([dir]);
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

/** Prints one report of stored runs to standard output. */
export async function printReport({
  dirs,
  format,
  dir,
}: {
  dirs: string[];
  format: string;
  dir: string;
}): Promise<void> {
  const runs = await readRunSet(dirs);
  const colour = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
  const text = render(format as Parameters<typeof render>[0], runs, { dir, colour });
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}
