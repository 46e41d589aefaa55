import type { DocumentHead } from "./document.ts";
import type { SubjectInfo } from "./run.ts";
import type { Outcome } from "./verdict.ts";

/** May one subject take the place of the other? `inconclusive` is never green. */
export type QualificationVerdict = "qualified" | "regressed" | "inconclusive";

/** `qualification.json`: how a candidate was held to a baseline, and what came of it. */
export interface Qualification extends DocumentHead {
  tookMs: number;
  baseline: SubjectInfo;
  candidate: SubjectInfo;
  /** Milliseconds that runs were allowed to take. */
  budgetMs: number;
  verdict: QualificationVerdict;
  /** What decided, the gravest first, a sentence each. */
  because: string[];
  /** Where one side is a mix or a folder, each controller is judged by itself and no release is. */
  controllers?: ControllerVerdict[];
  conformance: ScenarioConformance[];
  performance: Performance;
  /** Of the runs that are measured; absent in documents of before it was told. */
  temporaryFiles?: TemporaryFiles;
}

/** Where controllers of both sides have their temporary files, unless the scenario itself says. */
export interface TemporaryFiles {
  place: "memory" | "disk";
  /** Why not in memory. */
  because?: string;
}

export interface ControllerVerdict {
  name: string;
  /** Its version on either side; null where it has none. */
  baseline: string | null;
  candidate: string | null;
  verdict: QualificationVerdict;
  because: string[];
}

/**
 * `fix`: what failed passes. `break`: what passed fails. `change`: something else shows, which a user may or
 * may not rely on. `doubt`: a side could not be judged.
 */
export type DifferenceMark = "fix" | "break" | "change" | "doubt";

/** One scenario on both sides. */
export interface ScenarioConformance {
  scenario: string;
  /** Outcome of each run. */
  baseline: Outcome[];
  candidate: Outcome[];
  differences: Difference[];
  /** Runs that did not pass while other scenarios ran beside them, as all others of their side did alone. */
  setAside?: RunSetAside[];
}

export interface RunSetAside {
  /** Its directory within the folder of the qualification. */
  run: string;
  because: string;
}

/** One difference between the sides, beyond what runs of one side differ among themselves. */
export interface Difference {
  mark: DifferenceMark;
  /** Whose behaviour it is, `source-controller`; null where that can't be told. */
  controller: string | null;
  /** `verdict`, `condition`, `event`, `requests`, `metric` or what else a trace is made of. */
  kind: string;
  /** What it is about: `GitRepository fleet-000`, `checker changes-arrive`. */
  where: string;
  baseline: string;
  candidate: string;
  /** Runs, by their directories within the folder of the qualification, to look into. */
  runs: string[];
}

/** How figures compare, over pairs of runs. */
export interface Performance {
  rules: MetricRule[];
  /** Pairs of each scenario, without warm-ups, that the budget was last expected to hold. */
  planned?: number;
  /** Pairs of runs in the order they were made, warm-ups among them. */
  pairs: PairOfRuns[];
  metrics: MetricComparison[];
  /** How often the pairs were looked at before, each look spending some of the allowed error. */
  looks: {
    pairs: number;
    /** Pairs that were planned then, by which it spent; absent where the plan never moved. */
    planned?: number;
    confidence: number;
    decided: number;
    undecided: number;
  }[];
}

export interface PairOfRuns {
  index: number;
  scenario: string;
  seed: number;
  /** Which side ran first. */
  first: "baseline" | "candidate";
  /** Dropped from the figures. */
  isWarmUp: boolean;
  /** Directories within the folder of the qualification. */
  baseline: string;
  candidate: string;
  /** Set where a run gave no figures, and why. */
  lost?: string;
  /** What both runs took, their slots' begin and end with them. */
  tookMs?: number;
  /** Milliseconds of processor time that the same small computation took during each run: how slow the machine was. */
  pace?: { baseline: number; candidate: number };
}

/** What is asked of metrics whose names match; the first rule that matches one counts. */
export interface MetricRule {
  /** A glob over names of metrics, `latency.*.p50Ms`. */
  match: string;
  /** A difference below so many percent doesn't matter. */
  marginPercent: number;
  /** Nor does one below so much, in the metric's own unit. */
  marginAbsolute: number;
  /** Whether the verdict waits for it; others are shown, and count when they are worse. */
  decides: boolean;
  /** Whether it goes up as the machine gets slower, as times do: what the machine did is then taken out of it. */
  isPaced?: boolean;
}

/**
 * `worse` and `better`: different beyond chance, and not shown to be within the margin. `no-difference`: within
 * the margin, at the same confidence. `undecided`: neither could be shown.
 */
export type MetricVerdict = "better" | "worse" | "no-difference" | "undecided";

/** One metric of one scenario, over the pairs that have it on both sides. */
export interface MetricComparison {
  scenario: string;
  metric: string;
  /** Whose figure it is; null where more than one has a part in it. */
  controller: string | null;
  rule: MetricRule;
  /** Values by pair, in order: the unit is the last word of the metric's name. */
  baseline: number[];
  candidate: number[];
  /** Medians. */
  baselineMedian: number;
  candidateMedian: number;
  /**
   * Median of candidate over baseline within pairs, what the machine's pace did taken out; null where a baseline is
   * zero and they differ.
   */
  ratio: number | null;
  /**
   * Bounds of the ratio, by bootstrap, at the confidence of the look; null below the fewest pairs, and where
   * figures may be zero, which makes differences of them: `because` tells those.
   */
  interval: [number, number] | null;
  confidence: number;
  /** Of the paired test, before and after the correction for many metrics; null below the fewest pairs. */
  pValue: number | null;
  adjustedPValue: number | null;
  /**
   * By how many percent it went with each percent that the machine was slower, over pairs; absent where no pace was
   * taken out.
   */
  paceWeight?: number;
  /** Of the test that the difference is within the margin: small where it was shown to be. */
  equivalencePValue?: number | null;
  verdict: MetricVerdict;
  because: string;
}
