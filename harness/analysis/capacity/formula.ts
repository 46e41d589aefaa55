import type { MeasuredPoint } from "../../core/capacity.ts";
import type { Features } from "./features.ts";

export type FeatureName = Exclude<keyof Features, "waves" | "connections" | "pace">;

/** One unknown of a formula. */
export interface Unknown {
  name: string;
  unit: string;
  meaning: string;
  max?: number;
  /** Guesses, from what was seen of the figure. */
  starts(seen: Seen): number[];
  /** It shows only where so many different values of a feature were measured, far enough apart; else it is left out, as zero. */
  needs?: { feature: keyof Features; values: number; span?: number };
}

/** Of the observations: the smallest and the largest value, and the largest of what they count. */
export interface Seen {
  low: number;
  high: number;
  largest: Features;
}

/** How one figure follows from features. */
export interface Formula {
  name: "latency" | "memory" | "cpu" | "requests" | "git-requests";
  controller: string | null;
  figure: string;
  text: string;
  /** Takes longer where the machine is slower. */
  isTime?: boolean;
  unknowns: Unknown[];
  value(parameters: readonly number[], features: Features): number;
  /** What one reconcile has a part in it, where it is a sum over reconciles. */
  each?(parameters: readonly number[], features: Pick<Features, "filesPerRepository">): number;
  measured(point: MeasuredPoint): number | undefined;
  /** What a drawing has below. */
  axis: FeatureName;
  /** What a prediction may not leave the range of. */
  features: FeatureName[];
  tolerancePercent: number;
}

export const sourceController = "source-controller";
export const kustomizeController = "kustomize-controller";
