import type { Clock } from "../../../../harness/core/clock.ts";
import { wallClock } from "../../../support/clock.ts";

/** Real time in which nobody sleeps for long: what takes seconds takes a fraction of it. */
export function hastyClock(times: number): Clock {
  const clock = wallClock();
  return { ...clock, sleep: (ms, signal) => clock.sleep(ms / times, signal) };
}
