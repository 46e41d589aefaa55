import type { Clock } from "../../core/clock.ts";
import type { Child } from "../process/child.ts";
import { tailLines } from "../process/tail.ts";

/** Follows a controller's log until its workers run. */
export interface WorkersLog {
  take(line: string): void;
  /** Every reconciler that was seen, and at least the ones expected, has workers. */
  running(): boolean;
  /** For a message: `gitrepository, bucket`. */
  missing(): string[];
}

/**
 * Goes by what controller-runtime logs (0.18 to 0.24): `Starting EventSource` and `Starting
 * Controller` for each reconciler, then, with its caches filled, `Starting workers`.
 *
 * @param expected reconcilers without which the controller is not ready, `gitrepository`
 */
export function workersLog(expected: string[]): WorkersLog {
  const announced = new Set(expected);
  const working = new Set<string>();
  return {
    take(line) {
      // Most lines of a busy log are none of these: look before parsing.
      if (!line.includes('"Starting ')) return;
      const entry = parseEntry(line);
      if (typeof entry?.controller !== "string") return;
      announced.add(entry.controller);
      if (entry.msg === "Starting workers") working.add(entry.controller);
    },
    running: () => working.size > 0 && announced.difference(working).size === 0,
    missing: () => [...announced.difference(working)],
  };
}

const brisklyMs = 50;
const patientlyMs = 500;
/** Looking often is for a start that is measured; a controller that starves may never get there. */
const briskForMs = 20_000;

/** Resolves to whether the workers of this life ran before it ended. */
export async function awaitWorkers(request: {
  child: Child;
  log: WorkersLog;
  clock: Clock;
  signal: AbortSignal;
}): Promise<boolean> {
  const { child, log, clock, signal } = request;
  await using tail = tailLines(child.logFile, child.logStart);
  const beganAtMs = clock.nowMs();
  for (;;) {
    // Asked before the log is read: the last words of a process count too.
    const ended = child.ended !== null;
    for (const line of await tail.read()) log.take(line);
    if (log.running()) return true;
    if (ended) return false;
    await clock.sleep(clock.nowMs() - beganAtMs < briskForMs ? brisklyMs : patientlyMs, signal);
  }
}

function parseEntry(line: string): { controller?: unknown; msg?: unknown } | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
