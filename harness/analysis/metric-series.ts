import type { ChangePoint } from "./change-points.ts";

/** One figure over time, of runs that can be held to one another. */
export interface MetricSeries {
  scenario: string;
  environment: string;
  gitHost: string;
  subject: string;
  /** Of the model: not measured, and nothing of Flux. */
  ofModel: boolean;
  /** Figures of one machine say nothing about another's. */
  machine: string;
  /** The `--set` changes that all of them were made with. */
  set: string[];
  metric: string;
  /** Of runs that passed, oldest first: what a run measured that went wrong is another thing. */
  points: { startedAt: string; value: number; run: string; fluxproof: string }[];
  changes: (ChangePoint & { startedAt: string; run: string })[];
}
