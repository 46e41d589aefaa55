import type {
  MetricComparison,
  QualificationVerdict,
  ScenarioConformance,
} from "../../core/qualification.ts";

/** Something that was found, and the verdict that it asks for. */
export interface Reason {
  asks: QualificationVerdict;
  /** Whose it is; null where more than one has a part in it. */
  controller: string | null;
  text: string;
}

/** The gravest verdict that a reason asks for, and what was said, the gravest first. */
export function conclude(reasons: readonly Reason[]): {
  verdict: QualificationVerdict;
  because: string[];
} {
  const order = ["regressed", "inconclusive", "qualified"] as const;
  const verdict =
    order.find((each) => reasons.some((reason) => reason.asks === each)) ?? "inconclusive";
  return {
    verdict,
    because: order.flatMap((each) =>
      reasons.filter(({ asks }) => asks === each).map(({ text }) => text),
    ),
  };
}

export function conformanceReasons(conformance: readonly ScenarioConformance[]): Reason[] {
  if (conformance.length === 0) return [];
  const changed = conformance.filter(({ differences }) => differences.length > 0).length;
  const alike = conformance.length - changed;
  return [
    ...conformance.flatMap(scenarioReasons),
    qualifies(`${alike} of ${conformance.length} scenarios behave alike on both sides`),
  ];
}

function scenarioReasons({ scenario, ...found }: ScenarioConformance): Reason[] {
  const { baseline, candidate, differences } = found;
  const told = differences.map(({ mark, controller, kind, where, ...sides }): Reason => {
    const text = `${scenario}: ${mark}: ${where} (${kind}): ${sides.baseline} → ${sides.candidate}`;
    return { asks: verdictOf[mark], controller, text };
  });
  const isDoubted = differences.some(({ mark }) => mark === "doubt");
  const failing = baseline.filter((outcome) => outcome === "fail").length;
  if (failing > 0 && candidate.includes("fail")) {
    const often = `in ${failing} of ${baseline.length} runs`;
    told.push(
      inDoubt(
        `${scenario}: the baseline fails by itself, ${often}: it can't tell what the candidate is worth`,
      ),
    );
  }
  if (!isDoubted && [...baseline, ...candidate].includes("unknown")) {
    told.push(inDoubt(`${scenario}: a run could not be judged`));
  }
  const missing = baseline.length === 0 ? "baseline" : candidate.length === 0 ? "candidate" : null;
  if (missing) told.push(inDoubt(`${scenario}: there is no run of the ${missing}`));
  return told;
}

const verdictOf = {
  break: "regressed",
  doubt: "inconclusive",
  change: "qualified",
  fix: "qualified",
} as const;

export function performanceReasons(metrics: readonly MetricComparison[]): Reason[] {
  const deciding = metrics.filter(({ rule }) => rule.decides);
  if (deciding.length === 0) {
    const text = "no figure that decides was compared: there were no pairs of runs with figures";
    return [inDoubt(text)];
  }
  const others = metrics.filter(({ rule }) => !rule.decides);
  const same = deciding.filter(({ verdict }) => verdict === "no-difference").length;
  return [
    ...deciding.flatMap(metricReasons),
    ...worseBeside(others),
    ...others.filter(({ verdict }) => verdict === "better").flatMap(metricReasons),
    qualifies(
      `${same} of ${deciding.length} figures that decide show no difference that matters; ${others.length} more are shown`,
    ),
  ];
}

function metricReasons(comparison: MetricComparison): Reason[] {
  const { scenario, metric, controller, verdict, because } = comparison;
  const text = `${scenario}: ${metric} is ${verdict}: ${because}`;
  switch (verdict) {
    case "worse":
      return [{ asks: "regressed", controller, text }];
    case "better":
      return [{ asks: "qualified", controller, text }];
    case "undecided":
      return [{ asks: "inconclusive", controller, text }];
    case "no-difference":
      return [];
  }
}

/** Percentiles and stages of one latency get worse together: a sentence for all of a controller's. */
function worseBeside(shown: readonly MetricComparison[]): Reason[] {
  const worse = shown.filter(({ verdict }) => verdict === "worse");
  const groups = Map.groupBy(worse, ({ scenario, controller }) => `${scenario} ${controller}`);
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const { scenario, controller, metric, because } = first;
    const more =
      others.length > 0 ? `; so are ${others.map((each) => each.metric).join(", ")}` : "";
    const text = `${scenario}: ${metric}, which is only shown, is worse: ${because}${more}`;
    return [{ asks: "regressed", controller, text }];
  });
}

const qualifies = (text: string): Reason => ({ asks: "qualified", controller: null, text });
const inDoubt = (text: string): Reason => ({ asks: "inconclusive", controller: null, text });
