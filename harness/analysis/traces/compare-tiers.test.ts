import { describe, expect, it } from "vitest";
import {
  added,
  at,
  commit,
  condition,
  history,
  kustomization,
  processStart,
  runEnd,
  source,
  usage,
} from "../../../test/history.ts";
import { runInfo } from "../../../test/run-info.ts";
import type { Outcome } from "../../core/verdict.ts";
import { compareTiers, type JudgedRun, tierOf } from "./compare-tiers.ts";

const hash = "a".repeat(40);
const ready = condition("Ready", "True", "ReconciliationSucceeded");
const fetching = condition("Reconciling", "True", "Progressing", "fetching");
const k = "fleet-000-k-000";

interface Made {
  environment?: string;
  kind?: "release" | "model";
  scenario?: string;
  outcome?: Outcome;
  readyMs?: number;
  workingSet?: number;
  fetches?: boolean;
  number?: number;
}

/** A run that pushes one commit, which is Ready after so long. */
function run(made: Made = {}): JudgedRun {
  const { environment = "kind", kind = "release", outcome = "pass", number = 1 } = made;
  const { readyMs = 1_000, workingSet = 100, fetches = true, scenario = "test/run" } = made;
  const base = runInfo();
  const controllers = [{ name: "source-controller", version: "1.7.3" }];
  return {
    dir: `${environment}-${kind}-${number}/${scenario}`,
    argument: 0,
    outcome,
    info: {
      ...{ ...base, environment, subject: { ...base.subject, kind, controllers } },
      scenario: { ...base.scenario, name: scenario },
    },
    history: history(
      processStart("source-controller"),
      processStart("etcd"),
      added(kustomization(k)),
      at(10_000, commit(hash)),
      ...(fetches ? [source("fleet-000", undefined, fetching)] : []),
      at(10_000 + readyMs, kustomization(k, hash, ready)),
      usage("source-controller", { workingSet }),
      usage("etcd", { workingSet: 9 }),
      runEnd(),
    ),
  };
}

const three = (made: Made) => [1, 2, 3].map((number) => run({ ...made, number }));

describe("compareTiers", () => {
  it("holds verdicts, traces, latency and memory to those of the base", () => {
    const runs = [
      ...three({ environment: "sim", readyMs: 500, workingSet: 150, fetches: false }),
      ...three({}),
    ];
    const { base, tiers, scenarios, summary } = compareTiers(runs, "kind");
    expect([base, tiers]).toEqual(["kind", ["kind", "sim"]]);
    expect(scenarios).toEqual([
      {
        scenario: "test/run",
        tiers: {
          kind: {
            runs: [1, 2, 3].map((number) => `kind-release-${number}/test/run`),
            outcomes: ["pass", "pass", "pass"],
            traces: null,
            readyMs: { value: 1_000, ratio: 1 },
            workingSet: { "source-controller": { value: 100, ratio: 1 } },
          },
          sim: {
            runs: [1, 2, 3].map((number) => `sim-release-${number}/test/run`),
            outcomes: ["pass", "pass", "pass"],
            traces: { agree: 2, total: 3 },
            readyMs: { value: 500, ratio: 0.5 },
            workingSet: { "source-controller": { value: 150, ratio: 1.5 } },
          },
        },
      },
    ]);
    expect(summary).toEqual({
      sim: {
        ...{ scenarios: 1, sameVerdict: 1, traces: { agree: 2, total: 3 } },
        readyRatio: { min: 0.5, median: 0.5, max: 0.5 },
        workingSetRatio: { min: 1.5, median: 1.5, max: 1.5 },
      },
    });
  });

  it("takes the median of runs", () => {
    const [one, two, three_] = [900, 1_000, 5_000].map((readyMs, number) =>
      run({ readyMs, workingSet: readyMs, number }),
    );
    const base = [one, two, three_].filter((each) => each !== undefined);
    const { scenarios } = compareTiers([...base, run({ environment: "local" })], "kind");
    const { kind, local } = scenarios[0]?.tiers ?? {};
    expect(kind?.readyMs?.value).toBe(1_000);
    expect(local?.readyMs).toEqual({ value: 1_000, ratio: 1 });
    expect(local?.workingSet).toEqual({ "source-controller": { value: 100, ratio: 0.1 } });
  });

  it("counts a verdict as the same only where all runs of both have it", () => {
    const runs = [
      ...three({}),
      ...three({ environment: "local" }),
      run({ environment: "local", outcome: "unknown", number: 4 }),
    ];
    expect(compareTiers(runs, "kind").summary.local?.sameVerdict).toBe(0);
  });

  it("has no figures against a base that lacks them, and says why", () => {
    const runs = [
      run({ environment: "local" }),
      run({ environment: "local", scenario: "test/other" }),
      run({}),
    ];
    const { scenarios, summary } = compareTiers(runs, "kind");
    const [other, both] = scenarios;
    expect(other?.tiers.kind).toBeUndefined();
    expect(other?.tiers.local).toMatchObject({
      traces: { because: "no baseline ran it" },
      readyMs: { value: 1_000, ratio: null },
      workingSet: { "source-controller": { value: 100, ratio: null } },
    });
    expect(both?.tiers.local?.traces).toEqual({
      because: expect.stringMatching(/only 1 baseline ran it/),
    });
    expect(summary.local).toMatchObject({ scenarios: 1, traces: { agree: 0, total: 0 } });
  });

  it("keeps the model apart from where it runs", () => {
    expect(tierOf(run({ environment: "sim", kind: "model" }).info)).toBe("model");
    expect(tierOf(run({ environment: "sim" }).info)).toBe("sim");
  });
});
