import type { Outcome } from "../../core/verdict.ts";
import { type WholeRun, whyIncomparable } from "../traces/comparable.ts";
import { compareTraces, type ObjectDifferences } from "../traces/compare.ts";
import { tellsApiVersions, traceOf } from "../traces/trace.ts";
import { compareDelays, type DelayDifference } from "./delay-agreement.ts";
import { isHeldApart } from "./held-apart.ts";
import { compareRequests, type RequestDifference } from "./request-agreement.ts";

/** A run with its verdict. */
export interface JudgedRun extends WholeRun {
  outcome: Outcome;
}

/** How the model's runs of one scenario agree with recorded runs of real Flux. */
export interface ScenarioFidelity {
  scenario: string;
  heldApart: boolean;
  /** Why there is no telling. */
  incomparable?: string;
  /** From 0 to 1: the mean over objects, controllers and repositories of the share that agrees. */
  agreement: number;
  /** Trace elements compared, and those that agree. */
  elements: { total: number; agree: number };
  verdicts: { recorded: Outcome[]; model: Outcome[]; same: boolean };
  objects: ObjectDifferences[];
  requests: RequestDifference[];
  delays: DelayDifference[];
}

/** Holds runs of the model to recordings of one scenario. */
export function compareModel(
  scenario: string,
  recordings: readonly JudgedRun[],
  runs: readonly JudgedRun[],
): ScenarioFidelity {
  const recorded = recordings.map(({ outcome }) => outcome);
  const model = runs.map(({ outcome }) => outcome);
  const fidelity: ScenarioFidelity = {
    scenario,
    heldApart: isHeldApart(scenario),
    agreement: 0,
    elements: { total: 0, agree: 0 },
    verdicts: { recorded, model, same: new Set([...recorded, ...model]).size === 1 },
    ...{ objects: [], requests: [], delays: [] },
  };
  const incomparable = whyIncomparable({ baselines: recordings, candidates: runs });
  if (incomparable !== undefined) return { ...fidelity, incomparable };
  const all = [...recordings, ...runs];
  const apiVersions = all.every(({ history }) => tellsApiVersions(history));
  const trace = ({ dir, history }: JudgedRun) => ({
    run: dir,
    trace: traceOf(history, { apiVersions }),
  });
  const traces = compareTraces({ baselines: recordings.map(trace), candidates: runs.map(trace) });
  const histories = [recordings, runs].map((each) => each.map(({ history }) => history));
  const [before = [], now = []] = histories;
  const requests = compareRequests(before, now);
  const delays = compareDelays(before, now);
  const shares = [...requests.shares, ...delays.shares]
    .filter(({ total }) => total > 0)
    .map(({ total, agree }) => agree / total);
  const weights = traces.objectsCompared + shares.length;
  const sum =
    traces.meanAgreement * traces.objectsCompared + shares.reduce((all, share) => all + share, 0);
  return {
    ...fidelity,
    agreement: weights > 0 ? sum / weights : 0,
    elements: { total: traces.total, agree: traces.agree },
    objects: traces.objects,
    requests: requests.differences,
    delays: delays.differences,
  };
}
