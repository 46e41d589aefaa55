import { scrypt } from "node:crypto";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { median } from "../analysis/median.ts";
import type { Clock } from "../core/clock.ts";

/** How slow the machine is now: milliseconds that always the same computation takes; and what asking took. */
export type MeasurePace = () => Promise<{ paceMs: number; tookMs: number }>;

/** How slow it was during what lies between two measurements; undefined where a clock stood still in either. */
export function paceBetween(beforeMs: number, afterMs: number): number | undefined {
  return beforeMs > 0 && afterMs > 0 ? Math.sqrt(beforeMs * afterMs) : undefined;
}

/** So often, for the middle: what interrupts one of them says nothing of the runs beside it. */
const times = 5;
/** Threads that Node computes with beside its own. */
const threadsMost = 4;
/** Wants processor and memory alike: some 16 MiB and 50 ms. */
const work = { N: 2 ** 14, r: 8, p: 1 };

const derive = promisify<string, string, number, typeof work, Buffer>(scrypt);

/**
 * To be measured between runs, when no controller is there: whatever a subject does then has no part in it, and
 * what is taken out of its figures for it was the machine's alone.
 */
export function machinePace(clock: Pick<Clock, "nowMs">): MeasurePace {
  const threads = Math.min(threadsMost, availableParallelism());
  return async () => {
    const all: number[] = [];
    for (let time = 0; time < times; time++) {
      const beganMs = clock.nowMs();
      await Promise.all(
        Array.from({ length: threads }, () => derive("always the same", "salt", 32, work)),
      );
      all.push(clock.nowMs() - beganMs);
    }
    return { paceMs: median(all), tookMs: all.reduce((sum, each) => sum + each, 0) };
  };
}
