import { clip } from "./statistic.ts";

/** A time can't grow by more than this, in percent, with each percent that a machine is slower; nor does it shrink. */
const mostWeight = 1.5;

/**
 * Takes out of the steps what the machine's pace did: a line through zero, fitted to the steps themselves. Where the
 * sides change places, steps and paces turn their signs together, so that the line stays and what is left of each
 * step turns its sign as the step did: sign-flip tests of what is left are as exact as those of the steps.
 */
export function withoutPace(
  steps: readonly number[],
  paces: readonly number[],
): { steps: number[]; weight: number } {
  const squares = paces.reduce((sum, pace) => sum + pace * pace, 0);
  if (paces.length !== steps.length || squares === 0) return { steps: [...steps], weight: 0 };
  // One step that something else disturbed must not turn the line.
  const products = clip(steps, 0).reduce((sum, step, at) => sum + step * (paces[at] ?? 0), 0);
  const weight = Math.max(0, Math.min(mostWeight, products / squares));
  return { steps: steps.map((step, at) => step - weight * (paces[at] ?? 0)), weight };
}
