import type { DocumentHead } from "./document.ts";
import type { SubjectInfo } from "./run.ts";
import type { Outcome } from "./verdict.ts";

/** One path of a scenario's data and the values it takes. */
export interface SweepAxis {
  /** As `--set` takes it: `fleet.kustomizations`, `concurrency`. */
  path: string;
  values: string[];
}

/** `sweep.json`: a scenario run at every combination of its axes' values. */
export interface Sweep extends DocumentHead {
  subject: SubjectInfo;
  scenarios: string[];
  axes: SweepAxis[];
  /** The `--set` changes of all points. */
  set: string[];
  repeats: number;
  /** Milliseconds that the last call had; null for no bound. */
  budgetMs: number | null;
  /** In the order they are run. */
  points: SweptPoint[];
}

/** One run of a sweep. */
export interface SweptPoint {
  scenario: string;
  /** All its `--set` changes, those of the axes last. */
  set: string[];
  seed: number;
  /** Its run directory within the sweep's folder. */
  dir: string;
  /** `waiting`: not run yet, or not to its end. */
  state: Outcome | "waiting";
  /** Checkers that did not pass, each with its reason, or why the harness could not do its work. */
  because: string[];
  /** Real time; null while it waits. */
  tookMs: number | null;
  /** Figures by name, as run summaries have them; null while it waits. */
  metrics: Record<string, number> | null;
}
