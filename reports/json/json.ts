import type { SubjectInfo } from "../../harness/core/run.ts";
import type { Outcome } from "../../harness/core/verdict.ts";
import { outcomeOf, type StoredRun, verdictsOf } from "../stored-run.ts";
import { type Tally, tally } from "../tally.ts";

/** The JSON report of a run set. */
export interface JsonReport extends Tally {
  environment: string;
  subject: SubjectInfo;
  seed: number;
  /** The run set. */
  dir: string;
  scenarios: JsonScenario[];
}

export interface JsonScenario {
  name: string;
  outcome: Outcome;
  /** On the run's clock, to the last entry of its history. */
  durationMs: number;
  dir: string;
  verdicts: { checker: string; outcome: Outcome; because: string }[];
  /** Only where they differ from the report's own: several run sets in one report. */
  environment?: string;
  subject?: SubjectInfo;
  seed?: number;
}

export function renderJson(runs: readonly StoredRun[], { dir }: { dir: string }): string {
  return `${JSON.stringify(jsonReport(runs, { dir }), null, 2)}\n`;
}

function jsonReport(runs: readonly StoredRun[], { dir }: { dir: string }): JsonReport {
  const first = runs[0];
  if (!first) throw new Error(`${dir}: a JSON report of no runs has no subject`);
  const shared = circumstances(first);
  return {
    ...shared,
    dir,
    scenarios: runs.map((run) => ({
      name: run.info.scenario.name,
      outcome: outcomeOf(run),
      durationMs: run.history.durationMs,
      dir: run.dir,
      verdicts: verdictsOf(run).map(({ checker, outcome, because }) => ({
        checker,
        outcome,
        because,
      })),
      ...(same(circumstances(run), shared) ? {} : circumstances(run)),
    })),
    ...tally(runs),
  };
}

function circumstances({ info }: StoredRun) {
  const { name, kind, controllers, crds, notes } = info.subject;
  return {
    environment: info.environment,
    subject: { name, kind, controllers, crds, notes },
    seed: info.seed,
  };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
