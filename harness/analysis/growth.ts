import jstat from "jstat";
import { measuredMedian } from "./quantile.ts";
import { tQuantile } from "./t-quantile.ts";

/** How much a figure grew over a time, in its own unit, with the bounds of its straight line. */
export interface Growth {
  value: number;
  low: number;
  high: number;
  overMs: number;
}

/** As many as tell a line from its noise; each holds enough samples that a garbage collection is no trend. */
const blocks = 12;
const samplesPerBlock = 5;
const confidence = 0.95;

/**
 * The growth that a straight line through the medians of twelve equal parts of the time tells, with Student's
 * bounds of 95 %: a sawtooth has none, and a single step widens the bounds. Undefined where a part has fewer
 * than five samples.
 * @param points in order of time.
 */
export function growthOf(points: readonly { tMs: number; value: number }[]): Growth | undefined {
  const fromMs = points[0]?.tMs ?? 0;
  const overMs = (points.at(-1)?.tMs ?? 0) - fromMs;
  const parts: number[][] = Array.from({ length: blocks }, () => []);
  for (const { tMs, value } of points) {
    const part = Math.floor(((tMs - fromMs) / overMs) * blocks);
    parts[Math.min(part, blocks - 1)]?.push(value);
  }
  if (parts.some((part) => part.length < samplesPerBlock)) return undefined;
  // Of the middle of each part, as a share of the whole time: the slope is the growth.
  const at = (index: number) => (index + 0.5) / blocks - 0.5;
  const medians = parts.map(measuredMedian);
  const mean = jstat.mean(medians);
  const spread = sumOver(medians, (_, index) => at(index) ** 2);
  const value = sumOver(medians, (median, index) => at(index) * (median - mean)) / spread;
  const rest = sumOver(medians, (median, index) => (median - mean - value * at(index)) ** 2);
  const degrees = blocks - 2;
  const error = Math.sqrt(rest / degrees / spread);
  const reach = tQuantile(confidence, degrees) * error;
  return { value, low: value - reach, high: value + reach, overMs };
}

function sumOver(values: readonly number[], of: (value: number, index: number) => number): number {
  return values.reduce((sum, value, index) => sum + of(value, index), 0);
}
