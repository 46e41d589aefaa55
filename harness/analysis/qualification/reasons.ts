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
  const found = conformance.flatMap(({ scenario, baseline, candidate, differences }) => {
    const told = differences.map(({ mark, controller, kind, where, ...sides }): Reason => {
      const what = `${where} (${kind}): ${sides.baseline} → ${sides.candidate}`;
      return {
        asks: mark === "break" ? "regressed" : mark === "doubt" ? "inconclusive" : "qualified",
        controller,
        text: `${scenario}: ${mark}: ${what}`,
      };
    });
    const failing = baseline.filter((outcome) => outcome === "fail").length;
    const alsoFails = candidate.includes("fail");
    if (failing > 0 && alsoFails)
      told.push(
        inDoubt(
          `${scenario}: the baseline fails by itself, in ${failing} of ${baseline.length} runs: it can't tell what the candidate is worth`,
        ),
      );
    if (
      [...baseline, ...candidate].includes("unknown") &&
      !told.some(({ asks }) => asks === "inconclusive")
    )
      told.push(inDoubt(`${scenario}: a run could not be judged`));
    if (baseline.length === 0 || candidate.length === 0)
      told.push(
        inDoubt(`${scenario}: ran on ${baseline.length === 0 ? "no baseline" : "no candidate"}`),
      );
    return told;
  });
  if (conformance.length === 0) return [];
  const changed = conformance.filter(({ differences }) => differences.length > 0).length;
  return [
    ...found,
    {
      asks: "qualified",
      controller: null,
      text: `${conformance.length - changed} of ${conformance.length} scenarios behave alike on both sides`,
    },
  ];
}

export function performanceReasons(metrics: readonly MetricComparison[]): Reason[] {
  const deciding = metrics.filter(({ rule }) => rule.decides);
  if (deciding.length === 0)
    return [
      inDoubt("no figure that decides was compared: there were no pairs of runs with figures"),
    ];
  const grave = metrics.flatMap(
    ({ scenario, metric, controller, verdict, because, rule }): Reason[] => {
      const text = (word: string) => `${scenario}: ${metric} ${word}: ${because}`;
      if (verdict === "worse") return [{ asks: "regressed", controller, text: text("is worse") }];
      if (verdict === "better") return [{ asks: "qualified", controller, text: text("is better") }];
      if (verdict === "undecided" && rule.decides)
        return [{ asks: "inconclusive", controller, text: text("is undecided") }];
      return [];
    },
  );
  const same = deciding.filter(({ verdict }) => verdict === "no-difference").length;
  const shown = metrics.length - deciding.length;
  return [
    ...grave,
    {
      asks: "qualified",
      controller: null,
      text: `${same} of ${deciding.length} figures that decide show no difference that matters; ${shown} more are shown`,
    },
  ];
}

const inDoubt = (text: string): Reason => ({ asks: "inconclusive", controller: null, text });
