/** `unknown` means the question could not be answered; it is never green. */
export type Outcome = "pass" | "fail" | "unknown";

/** What one checker concluded. */
export interface Verdict {
  checker: string;
  outcome: Outcome;
  /** One sentence with the figures that decided. */
  because: string;
  /** `seq` of the entries that decided, at most 20. */
  evidence: number[];
}

/** Judgement of one stored run, `verdicts.json`. */
export interface Judgement {
  scenario: string;
  outcome: Outcome;
  verdicts: Verdict[];
}
