import { parseDuration } from "../core/duration.ts";
import type { Step } from "../core/scenario.ts";

/** Milliseconds that a drive takes at least, in whatever environment and however fast: what it waits for itself. */
export function leastDurationMs(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + leastOf(step), 0);
}

function leastOf({ use, with: given = {}, steps = [] }: Step): number {
  if (use === "wait") return parseDuration(String(given.for ?? "")) ?? 0;
  if (use === "parallel") return Math.max(0, ...steps.map(leastOf));
  return leastDurationMs(steps) * (use === "repeat" ? Number(given.times ?? 1) : 1);
}
