import type { Difference } from "./compare.ts";
import { smallerBodies } from "./smaller-bodies.ts";
import type { FuzzSequence, FuzzStep } from "./step.ts";

export interface ShrinkOptions {
  sequence: FuzzSequence;
  difference: Difference;
  /** Plays a sequence anew on both servers. */
  replay(sequence: FuzzSequence): Promise<Difference | undefined>;
  /** How often it may be asked. */
  replaysMax: number;
}

/** The shortest sequence found that still shows the difference: fewer steps first, then smaller bodies. */
export async function shrink(
  options: ShrinkOptions,
): Promise<{ sequence: FuzzSequence; difference: Difference }> {
  const { signature } = options.difference;
  let best = options.difference;
  let steps: FuzzStep[] = options.sequence.steps.slice(0, best.at + 1);
  let left = options.replaysMax;
  const holds = async (candidate: FuzzStep[]) => {
    if (left <= 0) return false;
    left -= 1;
    const found = await options.replay({ ...options.sequence, steps: candidate });
    if (found?.signature !== signature) return false;
    best = found;
    steps = candidate.slice(0, found.at + 1);
    return true;
  };
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let start = steps.length - 1 - size; start > -size; start -= size) {
      const from = Math.max(0, start);
      // The last step is the one that differs.
      const until = Math.min(start + size, steps.length - 1);
      if (until > from) await holds([...steps.slice(0, from), ...steps.slice(until)]);
    }
  }
  for (let at = steps.length - 1; at >= 0; at -= 1) {
    let again = true;
    while (again && left > 0) {
      again = false;
      const step = steps[at];
      if (!step) break;
      for (const body of smallerBodies(step)) {
        if (!(await holds(steps.with(at, { ...step, body })))) continue;
        again = true;
        break;
      }
    }
  }
  return { sequence: { ...options.sequence, steps }, difference: best };
}
