import { existsSync, readFileSync } from "node:fs";

export interface ScenarioResult {
  name: string;
  /** `pass` or not; an unknown verdict is never green. */
  outcome: string;
  /** Of the first verdict that isn't `pass`. */
  because: string;
}

interface Report {
  scenarios?: {
    name: string;
    outcome: string;
    verdicts: { outcome: string; because: string }[];
  }[];
}

/** The scenarios in the JSON report of `fluxproof run`; none where there is no report. */
export function readRunReport(file: string): ScenarioResult[] {
  const report: Report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  return (report.scenarios ?? []).map(({ name, outcome, verdicts }) => ({
    ...{ name, outcome },
    because: verdicts.find((verdict) => verdict.outcome !== "pass")?.because ?? "",
  }));
}
