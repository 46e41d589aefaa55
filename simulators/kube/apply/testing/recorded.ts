import { fileURLToPath } from "node:url";
import type { PlayedStep, Sequence } from "./step.ts";

/** Sequences as the real API server played them; a line for each and one for each of its steps. */
export const recordedFile = fileURLToPath(new URL("../testdata/sequences.ndjson", import.meta.url));

export function writeSequences(sequences: readonly Sequence[]): string {
  return sequences
    .flatMap(({ steps, ...head }) => [head, ...steps])
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");
}

export function readSequences(text: string): Sequence[] {
  const sequences: Sequence[] = [];
  for (const line of text.trimEnd().split("\n")) {
    const read = JSON.parse(line) as PlayedStep | Omit<Sequence, "steps">;
    if ("seed" in read) sequences.push({ ...read, steps: [] });
    else sequences.at(-1)?.steps.push(read);
  }
  return sequences;
}
