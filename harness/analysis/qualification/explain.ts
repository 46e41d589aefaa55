import type { MetricComparison } from "../../core/qualification.ts";
import type { AlignedMetric } from "./align.ts";

export interface Explain {
  comparison: Omit<MetricComparison, "because">;
  metric: AlignedMetric;
  needed: number;
  /** An earlier look that showed what this one doesn't. */
  kept: MetricComparison | undefined;
}

/** A sentence with the figures that led to the verdict. */
export function explain({ comparison, metric, needed, kept }: Explain): string {
  const { verdict, pValue, adjustedPValue, equivalencePValue } = comparison;
  const count = metric.steps.length;
  const { baseline, candidate, runs } = metric.present;
  if (count === 0) {
    return `no pair has it on both sides: ${baseline} of ${runs} runs of the baseline do, ${candidate} of the candidate`;
  }
  const lost = count < runs ? `, which ${runs - count} of ${runs} pairs lack on a side` : "";
  const seen = `${difference(comparison, metric)} over ${pairs(count)}${lost}`;
  if (verdict === "undecided" && count < needed) {
    return `${seen}: fewer than ${pairs(needed)} can't be told from chance`;
  }
  if (kept) return `${kept.because.split(now)[0]}${now}${seen}`;
  const margin = marginText(metric);
  switch (verdict) {
    case "worse":
    case "better":
      return `${seen}; p ${p(adjustedPValue)}, corrected for all metrics`;
    case "no-difference":
      return metric.steps.every((step) => step === 0)
        ? `equal in each of ${pairs(count)}`
        : `${seen}: within ${margin} (p ${p(equivalencePValue)})`;
    case "undecided": {
      if (pValue === null) return `${seen}: too early to tell`;
      const same = metric.margin === 0 ? "nor equal in each" : `nor within ${margin}`;
      return `${seen}: neither a difference (p ${p(adjustedPValue)}, corrected) ${same} (p ${p(equivalencePValue)})`;
    }
  }
}

function difference(
  {
    ratio,
    interval,
    confidence,
    baselineMedian,
    candidateMedian,
    paceWeight,
  }: Explain["comparison"],
  { scale, steps }: AlignedMetric,
): string {
  if (scale === "difference") {
    const above = steps.filter((step) => step > 0).length;
    const below = steps.filter((step) => step < 0).length;
    return `${figure(candidateMedian)} against ${figure(baselineMedian)}, more in ${above} and less in ${below}`;
  }
  const range = interval
    ? ` (${percent(interval[0])} to ${percent(interval[1])}, ${figure(100 * confidence)} %)`
    : "";
  const paced = paceWeight ? ", what the machine's pace did taken out," : "";
  return `${percent(ratio ?? 1)}${range}${paced}`;
}

function marginText({ scale, margin, rule }: AlignedMetric): string {
  // The absolute margin may be the wider one.
  return scale === "ratio"
    ? `${figure(Math.max(rule.marginPercent, 100 * Math.expm1(margin)))} %`
    : `± ${figure(margin)}`;
}

const now = "; with all pairs so far ";
const pairs = (count: number) => `${count} ${count === 1 ? "pair" : "pairs"}`;
const p = (value: number | null | undefined) =>
  value === null || value === undefined
    ? "unknown"
    : value < 0.001
      ? "< 0.001"
      : `= ${value.toFixed(3)}`;
const figure = (value: number) => String(Number(value.toPrecision(3)));

function percent(ratio: number): string {
  const change = 100 * (ratio - 1);
  return `${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(1)} %`;
}
