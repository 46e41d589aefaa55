import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { UsageError } from "../core/failure.ts";
import type { Qualification } from "../core/qualification.ts";
import { parseQualification } from "../core/qualification-schema.ts";
import { writeJson } from "../runner/run-directory.ts";
import type { Asked } from "./asked.ts";
import { parseAsked } from "./asked-schema.ts";

/** The names of what lies beside the runs. */
export const qualificationFiles = {
  asked: "request.json",
  qualification: "qualification.json",
  summary: "summary.md",
  page: "report.html",
} as const;

/** What an earlier call left to go on from. */
export interface Begun {
  asked: Asked;
  /** Absent when it was killed before its first pair. */
  qualification?: Qualification;
}

/**
 * What was begun in this folder; undefined for one that is new or empty.
 * @throws UsageError for a folder of anything else, and of a qualification that is finished
 */
export async function findBegun(dir: string): Promise<Begun | undefined> {
  if (!existsSync(dir)) return undefined;
  const names = await readdir(dir);
  if (names.length === 0) return undefined;
  if (!names.includes(qualificationFiles.asked)) {
    throw new UsageError(
      `--out ${dir}: expected a new or empty folder or an unfinished qualification, it holds ${names[0]}`,
    );
  }
  const askedFile = join(dir, qualificationFiles.asked);
  const asked = parseAsked(await readFile(askedFile, "utf8"), askedFile);
  if (!names.includes(qualificationFiles.qualification)) return { asked };
  const file = join(dir, qualificationFiles.qualification);
  const qualification = parseQualification(await readFile(file, "utf8"), file);
  if (qualification.unfinished === undefined) {
    throw new UsageError(
      `--out ${dir}: the qualification in it is finished (${qualification.verdict}): expected a new folder`,
    );
  }
  return { asked, qualification };
}

/** @throws UsageError that names the first field in which this is not what the folder was begun for */
export function requireSame(dir: string, before: Asked, now: Asked): void {
  for (const field of Object.keys({ ...before, ...now }) as (keyof Asked)[]) {
    if (isDeepStrictEqual(before[field], now[field])) continue;
    throw new UsageError(
      `--out ${dir}: it was begun for another request: its ${field} is ${shown(before[field])}, here it is ${shown(now[field])}; expected the same, or a new folder`,
    );
  }
}

export async function beginFolder(dir: string, asked: Asked): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeJson(join(dir, qualificationFiles.asked), asked);
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? "absent";
}
