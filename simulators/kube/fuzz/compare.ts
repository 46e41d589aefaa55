import type { KnownDifference } from "./known-differences.ts";
import { knownDifferences } from "./known-differences.ts";
import type { RuleHits } from "./names.ts";
import type { FuzzAnswer, FuzzSequence, FuzzStep } from "./step.ts";

/** Where two servers answered differently. */
export interface Difference {
  /** The same for differences that likely have one cause. */
  signature: string;
  at: number;
  paths: { path: string; real: unknown; simulator: unknown }[];
}

/** The first step that the servers answered differently, but for what is known; nothing when all agree. */
export function compare(
  sequence: FuzzSequence,
  answers: { real: readonly FuzzAnswer[]; simulator: readonly FuzzAnswer[] },
  known: RuleHits,
): Difference | undefined {
  for (const [at, step] of sequence.steps.entries()) {
    const real = answers.real[at];
    const simulator = answers.simulator[at];
    if (!real || !simulator) throw new Error(`step ${at} of ${sequence.name} has no answer`);
    if (differences(real, simulator).length === 0) continue;
    const eased = ease(step, real, simulator, known);
    const paths = differences(eased.real, eased.simulator);
    if (paths.length > 0)
      return { signature: signatureOf(step, real, simulator, paths), at, paths };
    // What was known to differ may go on to do so: the rest is not compared.
    if (eased.ends) return undefined;
  }
  return undefined;
}

function ease(step: FuzzStep, real: FuzzAnswer, simulator: FuzzAnswer, known: RuleHits) {
  let pair = { real, simulator };
  let ends = false;
  for (const each of knownDifferences) {
    const next = easeBy(each, step, pair);
    if (!next) continue;
    pair = next;
    // What is told in other words or another order numbers its names differently from here on.
    ends ||= each.ends ?? /\$(uid|version)\d/.test(JSON.stringify([real.body, simulator.body]));
    if (differences(pair.real, pair.simulator).length === 0) {
      known.set(each.name, (known.get(each.name) ?? 0) + 1);
      return { ...pair, ends };
    }
  }
  return { real, simulator, ends: false };
}

function easeBy(
  each: KnownDifference,
  step: FuzzStep,
  pair: { real: FuzzAnswer; simulator: FuzzAnswer },
) {
  return each.applies(step, pair.real, pair.simulator)
    ? { real: each.ease(pair.real), simulator: each.ease(pair.simulator) }
    : undefined;
}

/** Every path at which two values differ, the outermost where one has nothing. */
export function differences(
  real: unknown,
  simulator: unknown,
  path = "",
): { path: string; real: unknown; simulator: unknown }[] {
  if (Object.is(real, simulator)) return [];
  const bothArrays = Array.isArray(real) && Array.isArray(simulator);
  const bothObjects = isRecord(real) && isRecord(simulator);
  if (!bothArrays && !bothObjects) return [{ path, real, simulator }];
  const [left, right] = [real as Record<string, unknown>, simulator as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
    differences(left[key], right[key], path === "" ? key : `${path}.${key}`),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function signatureOf(
  step: FuzzStep,
  real: FuzzAnswer,
  simulator: FuzzAnswer,
  paths: Difference["paths"],
): string {
  const codes =
    real.status === simulator.status ? `${real.status}` : `${real.status}≠${simulator.status}`;
  const where = (paths[0]?.path ?? "").replace(/\d+/g, "#");
  return `${step.verb} ${step.resource} ${step.invalid ?? ""} ${codes} ${where}`.replace(
    / +/g,
    " ",
  );
}
