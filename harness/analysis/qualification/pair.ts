/** One run of either side, of the same scenario with the same seed. */
export interface Pair {
  scenario: string;
  /** Figures by name, the unit last; what could not be measured is absent. */
  baseline: Record<string, number>;
  candidate: Record<string, number>;
  /** How slow the machine was meanwhile, in any unit. */
  pace?: { baseline: number; candidate: number } | undefined;
}
