import { existsSync, readFileSync } from "node:fs";
import type { Answer } from "./play.ts";

/** What the real server answered, a case a line. */
export const recordFile = new URL("../testdata/answers.ndjson", import.meta.url);

export function recordedAnswers(): Map<string, Answer> {
  if (!existsSync(recordFile)) return new Map();
  const lines = readFileSync(recordFile, "utf8").trimEnd().split("\n");
  return new Map(lines.map((line) => JSON.parse(line) as [string, Answer]));
}
