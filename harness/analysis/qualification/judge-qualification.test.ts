import { describe, expect, it } from "vitest";
import type {
  Difference,
  MetricComparison,
  ScenarioConformance,
} from "../../core/qualification.ts";
import type { SubjectInfo } from "../../core/run.ts";
import { judgeQualification } from "./judge-qualification.ts";

const controllers = ["source", "kustomize", "helm"].map((name) => `${name}-controller`);

function subject(name: string, versions: string[], more: Partial<SubjectInfo> = {}): SubjectInfo {
  return {
    ...{ name, kind: "release", crds: [], notes: [] },
    controllers: controllers.map((each, at) => ({ name: each, version: versions[at] ?? "1.0.0" })),
    ...more,
  };
}

const baseline = subject("flux@2.7", []);
const candidate = subject("flux@2.9", ["2.0.0", "2.0.0", "2.0.0"]);

function metric(more: Partial<MetricComparison> = {}): MetricComparison {
  return {
    ...{ scenario: "scale/a", metric: "latency.ready.p50Ms", controller: null },
    rule: { match: "*", marginPercent: 10, marginAbsolute: 0, decides: true },
    ...{ baseline: [], candidate: [], baselineMedian: 1, candidateMedian: 1 },
    ...{ ratio: 1, interval: null, confidence: 0.9, pValue: 1, adjustedPValue: 1 },
    ...{ verdict: "no-difference", because: "equal in each of 9 pairs" },
    ...more,
  };
}

function conformance(
  mark?: Difference["mark"],
  more: Partial<ScenarioConformance> = {},
): ScenarioConformance {
  const where = { controller: "kustomize-controller", kind: "event", where: "Kustomization a" };
  const differences = mark
    ? [{ mark, ...where, baseline: "once", candidate: "twice", runs: [] }]
    : [];
  return { scenario: "apply/a", baseline: ["pass"], candidate: ["pass"], differences, ...more };
}

const judge = (
  ofConformance: ScenarioConformance[],
  metrics: MetricComparison[],
  sides = { baseline, candidate },
) => judgeQualification({ conformance: ofConformance, performance: { metrics }, ...sides });

const shown = { rule: { ...metric().rule, decides: false } };

describe("a candidate", () => {
  it.each<[string, ScenarioConformance[], MetricComparison[], string, string]>([
    ["nothing differs", [conformance()], [metric()], "qualified", "1 of 1 scenarios behave alike"],
    ["something is fixed", [conformance("fix")], [metric()], "qualified", "apply/a: fix: "],
    ["something changes", [conformance("change")], [metric()], "qualified", "once → twice"],
    ["something is better", [], [metric({ verdict: "better" })], "qualified", "is better"],
    ["something breaks", [conformance("break")], [metric()], "regressed", "apply/a: break: "],
    ["a figure is worse", [], [metric({ verdict: "worse" })], "regressed", "p50Ms is worse"],
    [
      "a figure that is only shown is worse",
      [],
      [metric(), metric({ verdict: "worse", ...shown })],
      "regressed",
      "is worse",
    ],
    [
      "figures that are only shown are worse",
      [],
      [
        metric(),
        ...["a", "b", "c"].map((name) => metric({ metric: name, verdict: "worse", ...shown })),
      ],
      "regressed",
      "; so are b, c\n",
    ],
    [
      "a figure that is only shown is undecided",
      [],
      [metric(), metric({ verdict: "undecided", ...shown })],
      "qualified",
      "1 of 1 figures that decide show no difference that matters; 1 more",
    ],
    ["one is undecided", [], [metric({ verdict: "undecided" })], "inconclusive", "is undecided"],
    ["a side is in doubt", [conformance("doubt")], [metric()], "inconclusive", "apply/a: doubt"],
    ["nothing was measured", [conformance()], [], "inconclusive", "no figure that decides"],
    ["nothing was done", [], [], "inconclusive", "no figure that decides"],
    [
      "the baseline fails by itself",
      [conformance(undefined, { baseline: ["fail"], candidate: ["fail"] })],
      [metric()],
      "inconclusive",
      "apply/a: the baseline fails by itself, in 1 of 1 runs",
    ],
    [
      "only the baseline fails",
      [conformance("fix", { baseline: ["fail"] })],
      [metric()],
      "qualified",
      "apply/a: fix",
    ],
    [
      "a run is unknown",
      [conformance(undefined, { candidate: ["pass", "unknown"] })],
      [metric()],
      "inconclusive",
      "could not be judged",
    ],
    [
      "something breaks and something is in doubt",
      [conformance("doubt"), conformance("break")],
      [metric({ verdict: "undecided" })],
      "regressed",
      "break",
    ],
  ])("where %s", (_, ofConformance, metrics, verdict, because) => {
    const judged = judge(ofConformance, metrics);
    expect(judged.verdict).toBe(verdict);
    expect(judged.because.join("\n")).toContain(because);
    expect(judged.controllers).toBeUndefined();
  });

  it("has the gravest first", () => {
    const { because } = judge([conformance("change"), conformance("break")], [metric()]);
    expect(because[0]).toContain("break");
  });
});

describe("a mix", () => {
  const mix = (versions: string[]) => ({
    baseline,
    candidate: subject("mix:…", versions, { kind: "mix" }),
  });
  const verdicts = (judged: ReturnType<typeof judge>) =>
    judged.controllers?.map(({ verdict }) => verdict);

  it("is judged by controller", () => {
    const own = {
      controller: "source-controller",
      metric: "memory.source-controller.anonPeakBytes",
    };
    const judged = judge([conformance("break")], [metric(own)], mix(["2.0.0", "2.0.0"]));
    expect(verdicts(judged)).toEqual(["qualified", "regressed", "qualified"]);
    expect(judged.controllers?.[1]).toMatchObject({
      ...{ name: "kustomize-controller", baseline: "1.0.0", candidate: "2.0.0" },
    });
    expect(judged.controllers?.[2]?.because[0]).toContain("the same binary on both sides");
  });

  it("owes what several have a part in to the one that changed", () => {
    const judged = judge([], [metric({ verdict: "worse" })], mix(["2.0.0"]));
    expect(verdicts(judged)).toEqual(["regressed", "qualified", "qualified"]);
  });

  it("leaves open whose it is where several changed", () => {
    const judged = judge([], [metric({ verdict: "worse" })], mix(["2.0.0", "2.0.0"]));
    expect(verdicts(judged)).toEqual(["inconclusive", "inconclusive", "qualified"]);
    expect(judged.controllers?.[0]?.because[0]).toContain(
      "owed to source-controller or kustomize-controller can't be told",
    );
  });

  it("never clears a controller for which nothing was measured", () => {
    expect(verdicts(judge([], [], mix(["2.0.0"])))).toContain("inconclusive");
  });
});
