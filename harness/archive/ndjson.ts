import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { UsageError } from "../core/failure.ts";
import { type RunSummary, runSummary } from "./run-summary.ts";

/** A line for each summary. */
export function summariesToNdjson(summaries: readonly RunSummary[]): string {
  return summaries.map((summary) => `${JSON.stringify(summary)}\n`).join("");
}

/**
 * Reads what `summariesToNdjson` wrote.
 * @throws UsageError naming the file, the line and the field for anything else.
 */
export async function readSummaries(file: string): Promise<RunSummary[]> {
  const summaries: RunSummary[] = [];
  const input = createReadStream(file);
  const opened = Promise.withResolvers<void>();
  input.once("open", () => opened.resolve()).once("error", opened.reject);
  await opened.promise.catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file}: expected a file of exported runs (${error.code})`);
  });
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === "") continue;
    summaries.push(parseLine(text, `${file}:${line}`));
  }
  return summaries;
}

function parseLine(text: string, place: string): RunSummary {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${place}: expected JSON, found ${JSON.stringify(text.slice(0, 80))}`);
  }
  const parsed = runSummary.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UsageError(`${place}: expected the summary of a run: ${z.prettifyError(parsed.error)}`);
}
