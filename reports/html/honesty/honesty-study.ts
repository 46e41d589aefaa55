/** How often the judge of qualifications was right, as far as it was tried: what the page and the Markdown tell. */
export interface HonestyStudy {
  /** Of which the page speaks, and where its numbers come from, a sentence each. */
  commit: string;
  origin: string;
  /** What was chosen with results at hand. */
  chosen: string;
  bounds: HonestyBounds;
  simulated: SimulatedOutcomes[];
  real: RealComparison[];
  /** Bounds that don't hold, a sentence each. */
  broken: string[];
}

export interface HonestyBounds {
  /** What the judge allows itself, and what it is held to, in percent of comparisons of a subject with itself. */
  allowedPercent: number;
  alarmsMostPercent: number;
  /** Share of changed candidates that must be found, and the budget by which. */
  foundLeastPercent: number;
  foundWithinMinutes: number;
  /** The budget by which a subject must be qualified against itself, and how often. */
  sameWithinMinutes: number;
  sameLeastPercent: number;
}

/** What became of many comparisons that were alike but for chance. */
export interface Outcomes {
  change: string;
  /** Pairs that the budget allowed. */
  planned: number;
  comparisons: number;
  /** Comparisons in which any figure was called better or worse. */
  alarms: number;
  /** Comparisons in which a figure that was changed was called worse. */
  found: number;
  qualified: number;
  inconclusive: number;
  regressed: number;
  /** Mean of pairs that were made, for a comparison ends when more could change nothing. */
  pairs: number;
}

/** On simulated figures, with the budget that so many pairs take. */
export interface SimulatedOutcomes extends Outcomes {
  /** Whether the candidate was changed at all. */
  isChanged: boolean;
  budgetMinutes: number;
}

/** One comparison on real processes. */
export interface RealComparison {
  arm: string;
  isChanged: boolean;
  /** ISO 8601. */
  startedAt: string;
  commit: string;
  machine: string;
  /** Of the machine over a minute, when it began and when it ended. */
  load: [number, number];
  budget: string;
  seed: number;
  verdict: "qualified" | "regressed" | "inconclusive" | "none";
  pairs: number;
  tookMs: number;
  /** Figures that were called better or worse. */
  alarms: string[];
  /** Whether a figure that was changed was called worse. */
  found: boolean;
}
