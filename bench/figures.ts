import { median } from "../harness/analysis/median.ts";

/** `1.23 (1.10–1.40)`: median, minimum and maximum. */
export function spread(values: readonly number[], digits = 2): string {
  const [low, middle, high] = [Math.min(...values), median(values), Math.max(...values)];
  return `${middle.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

/** One figure of a benchmark against its goal. */
export interface Figure {
  what: string;
  value: string;
  goal: string;
  reached: boolean;
}
