import { isDeepStrictEqual } from "node:util";
import { judgeQualification } from "../analysis/qualification/judge-qualification.ts";
import type { Performance, Qualification, ScenarioConformance } from "../core/qualification.ts";
import type { SubjectInfo } from "../core/run.ts";
import type { Scenario } from "../core/scenario.ts";
import { packageVersion } from "../package-info.ts";
import type { MeasuredPairs } from "./measure-pairs.ts";
import { pairConformance } from "./pair-conformance.ts";
import type { Qualify } from "./qualify.ts";
import { reservationsOf } from "./reservations.ts";
import { type ScenarioSeries, withSeries } from "./series-differences.ts";

/** What a qualification has come to so far. */
export interface QualificationState {
  conformance: ScenarioConformance[];
  series: ScenarioSeries[];
  /** Scenarios that are still to be run. */
  skipped: Scenario[];
  measured?: MeasuredPairs;
  /** Set while it is at work. */
  goesOn?: boolean;
  /** Why it ended early. */
  ended?: string;
}

/** The document, whole at any time. */
export function assemble(
  request: Pick<
    Qualify,
    | "arms"
    | "gitHost"
    | "host"
    | "seed"
    | "budgetMs"
    | "rules"
    | "before"
    | "conformanceOnly"
    | "temporaryFiles"
  > & {
    startedAt: string;
    tookMs: number;
    state: QualificationState;
  },
): Qualification {
  const { arms, gitHost, host, seed, budgetMs, startedAt, tookMs, state } = request;
  const [baseline, candidate] = [arms.baseline.subject.info, arms.candidate.subject.info];
  const performance: Performance = state.measured?.performance ??
    request.before?.performance ?? {
      ...{ rules: [...request.rules], pairs: [], metrics: [], looks: [] },
    };
  const conformance = withSeries(
    pairConformance(state.conformance, state.measured?.runs),
    state.series,
  );
  const judged = judgeQualification({ conformance, performance, baseline, candidate });
  const { reasons, unfinished } = reservationsOf({ ...request, performance });
  const isOpen = reasons.length > 0;
  const verdict = isOpen && judged.verdict === "qualified" ? "inconclusive" : judged.verdict;
  const because =
    judged.verdict === "regressed"
      ? [...judged.because, ...reasons]
      : [...reasons, ...judged.because];
  if (isSame(baseline, candidate)) because.push("both sides are the same: what differs is chance");
  const controllers = judged.controllers?.map((each) =>
    isOpen && each.verdict === "qualified"
      ? { ...each, verdict: "inconclusive" as const, because: [...reasons, ...each.because] }
      : each,
  );
  return {
    version: 1,
    fluxproof: packageVersion(),
    startedAt,
    tookMs: Math.round(tookMs),
    ...{ baseline, candidate, environment: arms.baseline.environment.name, gitHost, host, seed },
    ...{ budgetMs, verdict, because, conformance, performance },
    ...(controllers ? { controllers } : {}),
    ...(request.temporaryFiles ? { temporaryFiles: request.temporaryFiles } : {}),
    ...(unfinished === undefined ? {} : { unfinished }),
  };
}

function isSame(baseline: SubjectInfo, candidate: SubjectInfo): boolean {
  const of = ({ controllers, notes }: SubjectInfo) => ({ controllers, notes });
  return isDeepStrictEqual(of(baseline), of(candidate));
}
