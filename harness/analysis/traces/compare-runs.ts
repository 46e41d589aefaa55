import { whyIncomparable } from "./comparable.ts";
import { compareTraces, type TraceComparison, type TracedRun } from "./compare.ts";
import { type FoundRun, originOf, type Sides } from "./sides.ts";
import { tellsApiVersions, traceOf } from "./trace.ts";

/** A stored run, read. */
export type ReadRun = FoundRun & Parameters<typeof whyIncomparable>[0]["baselines"][number];

/** How the candidates of one scenario compare to its baselines; runs by their directories. */
export type ScenarioComparison = {
  scenario: string;
  baselines: string[];
  candidates: string[];
  /** Set when chance drew otherwise in some runs than in others. */
  seeds?: number[];
} & (
  | ({ outcome: "same" | "different" } & TraceComparison)
  | { outcome: "incomparable"; because: string }
);

export interface RunComparison {
  version: 1;
  /** `local flux@2.7` */
  baseline: string[];
  candidate: string[];
  scenarios: ScenarioComparison[];
}

/** Compares stored runs scenario by scenario, in order of name. */
export function compareRuns({ baselines, candidates }: Sides<ReadRun>): RunComparison {
  const names = new Set([...baselines, ...candidates].map(({ info }) => info.scenario.name));
  const of = (runs: readonly ReadRun[], name: string) =>
    runs.filter(({ info }) => info.scenario.name === name);
  return {
    version: 1,
    baseline: distinct(baselines.map(originOf)),
    candidate: distinct(candidates.map(originOf)),
    scenarios: [...names].sort().map((scenario) => ({
      scenario,
      ...compareScenario({
        baselines: of(baselines, scenario),
        candidates: of(candidates, scenario),
      }),
    })),
  };
}

type WithoutName<T> = T extends unknown ? Omit<T, "scenario"> : never;

function compareScenario(sides: Sides<ReadRun>): WithoutName<ScenarioComparison> {
  const { baselines, candidates } = sides;
  const runs = [...baselines, ...candidates];
  const seeds = distinct(runs.map(({ info }) => info.seed)).sort((a, b) => a - b);
  const shared = {
    baselines: baselines.map(({ dir }) => dir),
    candidates: candidates.map(({ dir }) => dir),
    ...(seeds.length > 1 ? { seeds } : {}),
  };
  const because = whyIncomparable(sides);
  if (because !== undefined) return { ...shared, outcome: "incomparable", because };
  const apiVersions = runs.every(({ history }) => tellsApiVersions(history));
  const trace = ({ dir, history }: ReadRun): TracedRun => ({
    run: dir,
    trace: traceOf(history, { apiVersions }),
  });
  const comparison = compareTraces({
    baselines: baselines.map(trace),
    candidates: candidates.map(trace),
  });
  const outcome = comparison.objects.length === 0 ? "same" : "different";
  return { ...shared, outcome, ...comparison };
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
