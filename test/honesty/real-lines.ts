import { existsSync } from "node:fs";
import { appendFile, readFile } from "node:fs/promises";
import { z } from "zod";

/** One real comparison that is over: a line of `docs/honesty-real.ndjson`, kept over days and machines. */
const schema = z.strictObject({
  version: z.literal(1),
  /** Of the judge, of how pairs are made and of the scenario: results of others don't count together. */
  digest: z.string(),
  arm: z.string(),
  isChanged: z.boolean(),
  startedAt: z.iso.datetime(),
  commit: z.string(),
  machine: z.string(),
  load: z.tuple([z.number(), z.number()]),
  subject: z.string(),
  env: z.string(),
  scenarios: z.array(z.string()),
  /** Extra words for `fluxproof qualify`. */
  more: z.array(z.string()),
  budget: z.string(),
  seed: z.int(),
  /** `none`: it left no answer. */
  verdict: z.enum(["qualified", "regressed", "inconclusive", "none"]),
  because: z.array(z.string()),
  pairs: z.int(),
  tookMs: z.number(),
  alarms: z.array(z.string()),
  found: z.boolean(),
  /** Of commit-to-ready p50; null without pairs. */
  readyMs: z.number().nullable(),
  /** By how much its steps differ among themselves, before and after the machine's pace is taken out; and its weight. */
  steps: z.object({ before: z.number(), after: z.number(), weight: z.number() }).nullable(),
});
export type RealLine = z.infer<typeof schema>;

export async function readRealLines(file: string): Promise<RealLine[]> {
  if (!existsSync(file)) return [];
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.flatMap((line, at) => {
    if (line.trim() === "") return [];
    const parsed = schema.safeParse(JSON.parse(line));
    if (parsed.success) return [parsed.data];
    throw new Error(`${file}:${at + 1}: ${z.prettifyError(parsed.error)}`);
  });
}

export async function addRealLine(file: string, line: RealLine): Promise<void> {
  await appendFile(file, `${JSON.stringify(line)}\n`);
}
