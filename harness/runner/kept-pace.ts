import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UsageError } from "../core/failure.ts";
import { writeJson } from "./run-directory.ts";

/** Beside a run: how slow the machine was during it. */
const paceFile = "pace.json";

/** The figure's name among others of the run. */
export const paceFigure = "machine.paceMs";

const schema = z.looseObject({ paceMs: z.number().positive() });

export function keepPace(dir: string, paceMs: number): Promise<void> {
  return writeJson(join(dir, paceFile), { paceMs: Math.round(paceMs * 1_000) / 1_000 });
}

/**
 * As a figure of the run; none for a run during which it was not measured.
 * @throws UsageError for a file that holds something else
 */
export async function readPace(dir: string): Promise<Record<string, number>> {
  const file = join(dir, paceFile);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new UsageError(`${file}: cannot be read (${error.code})`);
  });
  if (text === undefined) return {};
  try {
    return { [paceFigure]: schema.parse(JSON.parse(text)).paceMs };
  } catch {
    throw new UsageError(`${file}: expected {"paceMs": milliseconds above 0}`);
  }
}
