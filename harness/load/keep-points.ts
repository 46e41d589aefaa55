import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StormResult } from "./storm.ts";

/** Below a run directory, a file for each storm. */
export const loadFolder = "load";

/**
 * Writes every request of a storm into the run directory, `load/STEP.ndjson`: begin, duration and status, and
 * nothing else of it. Times are milliseconds since the storm's begin. It doesn't wait for the disk, for where
 * time is virtual nothing may.
 */
export function keepPoints(
  { startMs, points, droppedAtMs }: StormResult,
  { dir, storm }: { dir: string; storm: string },
): void {
  const rounded = (ms: number) => Math.round(ms * 10) / 10;
  const lines = [
    ...points.map(({ atMs, durationMs, status }) => ({
      ...{ atMs: rounded(atMs - startMs), durationMs: rounded(durationMs), status },
    })),
    ...droppedAtMs.map((atMs) => ({ atMs: rounded(atMs - startMs), dropped: true })),
  ].sort((a, b) => a.atMs - b.atMs);
  mkdirSync(join(dir, loadFolder), { recursive: true });
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  writeFileSync(join(dir, loadFolder, `${storm}.ndjson`), text);
}
