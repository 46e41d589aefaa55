import { createReadStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { entryFault } from "../harness/core/entry-shape.ts";
import { UsageError } from "../harness/core/failure.ts";
import type { HistoryEntry } from "../harness/core/history.ts";

/** The entries of a history; `cut` when the last line of a killed run is not whole. */
export async function readHistory(
  file: string,
): Promise<{ entries: HistoryEntry[]; cut: boolean }> {
  const entries: HistoryEntry[] = [];
  // A run killed before its first entry has no history, and its report still says so.
  if (!existsSync(file) && !existsSync(`${file}.gz`)) return { entries, cut: false };
  let broken: UsageError | undefined;
  let number = 0;
  // Recordings leave entries out; who takes one out of a run's own history shows in those after it.
  const isRecording = !existsSync(file);
  try {
    for await (const line of createInterface({ input: openHistory(file) })) {
      // Only the last line may be cut: a broken one with another after it is corruption.
      if (broken) throw broken;
      number += 1;
      const entry = parseEntry(line, isRecording ? undefined : number);
      if (typeof entry === "string") broken = new UsageError(`${file}:${number}: ${entry}`);
      else entries.push(entry);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
  return { entries, cut: broken !== undefined };
}

/** The entry, or what is wrong with the line. */
function parseEntry(line: string, seq: number | undefined): HistoryEntry | string {
  try {
    const entry = JSON.parse(line);
    const fault = entryFault(entry);
    if (fault !== undefined) return `not a history entry: ${fault}`;
    const isNext = seq === undefined || entry.seq === seq;
    return isNext ? entry : `its seq is ${entry.seq}, expected ${seq}`;
  } catch (error) {
    return `not JSON: ${(error as Error).message}`;
  }
}

/** Recordings have theirs compressed. */
function openHistory(file: string): Readable {
  if (existsSync(file)) return createReadStream(file, "utf8");
  const packed = createReadStream(`${file}.gz`);
  const unpacked = createGunzip();
  packed.on("error", (error) => unpacked.destroy(error));
  return packed.pipe(unpacked);
}
