import type { MetricComparison, MetricVerdict } from "../../core/qualification.ts";
import { median } from "../median.ts";
import type { AlignedMetric } from "./align.ts";
import { bootstrapMedian, type Resamples } from "./bootstrap.ts";
import { controllerOf } from "./controller-of.ts";
import type { DifferenceTest } from "./difference-test.ts";
import { testEquivalence } from "./equivalence-test.ts";
import { explain } from "./explain.ts";
import { withoutPace } from "./pace.ts";
import type { SignFlips } from "./sign-flips.ts";
import { fewestPairs } from "./spend-error.ts";

export interface CompareMetric {
  metric: AlignedMetric;
  difference: DifferenceTest;
  flips: SignFlips;
  draw: Resamples;
  /** What this look may err, in calling anything different and in calling this the same. */
  errors: { family: number; same: number };
  /** Pairs without which nothing could be shown at the end either. */
  needed: number;
  /** What an earlier look said of the metric. */
  before: MetricComparison | undefined;
}

export function compareMetric(request: CompareMetric): MetricComparison {
  const { metric, difference, errors, before } = request;
  const { steps, scale, baseline, candidate, rule, paces } = metric;
  const { weight } = withoutPace(steps, paces);
  const canDecide = steps.length >= fewestPairs(errors.family);
  const equivalence = canDecide ? equivalenceOf(request) : { pValue: 1, interval: null };
  const shown = decide(request, equivalence);
  // Once shown, shown: each look spent its own part of the error. That a difference doesn't matter goes first.
  const isKept = before?.verdict === "no-difference" || shown === "undecided";
  const verdict = isKept ? (before?.verdict ?? shown) : shown;
  const comparison: Omit<MetricComparison, "because"> = {
    scenario: metric.scenario,
    metric: metric.metric,
    controller: controllerOf(metric.metric),
    rule,
    baseline,
    candidate,
    baselineMedian: median(baseline),
    candidateMedian: median(candidate),
    ratio: ratioOf(metric),
    interval: scale === "ratio" ? equivalence.interval : null,
    ...(paces.length > 0 ? { paceWeight: weight } : {}),
    confidence: 1 - 2 * errors.same,
    pValue: canDecide ? difference.pValue : null,
    adjustedPValue: canDecide ? difference.adjustedPValue : null,
    equivalencePValue: canDecide ? equivalence.pValue : null,
    verdict,
  };
  const kept = verdict === shown ? undefined : before;
  return { ...comparison, because: explain({ comparison, metric, needed: request.needed, kept }) };
}

interface Equivalence {
  pValue: number;
  /** Of the ratio, or of the difference. */
  interval: [number, number] | null;
}

function equivalenceOf({ metric, flips, draw, errors }: CompareMetric): Equivalence {
  const [low, high] = bootstrapMedian(leftOf(metric), errors.same, draw);
  const interval: [number, number] =
    metric.scale === "ratio" ? [Math.exp(low), Math.exp(high)] : [low, high];
  return { pValue: testEquivalence(metric, flips), interval };
}

function decide(
  { metric, difference, errors }: CompareMetric,
  { pValue, interval }: Equivalence,
): MetricVerdict {
  if (!interval) return "undecided";
  if (pValue <= errors.same && isWithin(metric)) return "no-difference";
  if (difference.adjustedPValue > errors.family) return "undecided";
  return difference.isMore ? "worse" : "better";
}

/** The test looks at all steps; the figure that is told must not contradict it. */
function isWithin(metric: AlignedMetric): boolean {
  return Math.abs(median(leftOf(metric))) <= metric.margin;
}

function leftOf({ steps, paces }: AlignedMetric): number[] {
  return withoutPace(steps, paces).steps;
}

function ratioOf(metric: AlignedMetric): number | null {
  const { scale, steps } = metric;
  if (steps.length === 0) return null;
  if (scale === "ratio") return Math.exp(median(leftOf(metric)));
  return steps.every((step) => step === 0) ? 1 : null;
}
