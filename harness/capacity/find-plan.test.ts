import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../simulators/support/random.ts";
import { fitModels, type Models } from "../analysis/capacity/fit-models.ts";
import {
  eachMs,
  pointOf,
  shapeOf,
  type Truth,
  truth,
  usualShapes,
} from "../analysis/capacity/testing/points.ts";
import type { CapacityQuestion } from "../core/capacity.ts";
import { findPlan } from "./find-plan.ts";
import { parseSlo } from "./parse-slo.ts";
import { writePlan } from "./write-plan.ts";

const usual: CapacityQuestion = {
  ...{ clusters: 100, kustomizationsPerCluster: 10, repositories: 1, commitsPerHour: 2 },
  filesPerRepository: 200,
  slo: parseSlo("p99 commit-to-ready <= 2m"),
  ...{ memoryLimitBytes: 2 ** 30, cpuLimitCores: 1 },
  ...{ sourceIntervalMs: null, kustomizationIntervalMs: 600_000 },
};

const noisy: Truth = { ...truth, noise: 0.02 };
const random = seededRandom(7);
const points = usualShapes().map((shape) => pointOf(noisy, shape, random));

function ask(changes: Partial<CapacityQuestion> & { sloText?: string } = {}, of = points) {
  const { sloText, ...more } = changes;
  const question = { ...usual, ...more, ...(sloText ? { slo: parseSlo(sloText) } : {}) };
  const models = modelsOf(of, question);
  const answer = findPlan({ question, models, points: of });
  const { found } = answer;
  const plan =
    found &&
    writePlan({
      ...{ question, models, found, shardsMeasured: 1, points: of, host: { cpus: 2 } },
      buildsInMemory: true,
    });
  return { ...answer, plan };
}

const fitted = new Map<string, Models>();

/** The same points say the same of every limit. */
function modelsOf(of: typeof points, { slo }: CapacityQuestion): Models {
  if (of !== points) return fitModels(of, slo);
  const key = `${slo.stage} ${slo.share}`;
  const models = fitted.get(key) ?? fitModels(of, slo);
  fitted.set(key, models);
  return models;
}

function instances(answer: ReturnType<typeof ask>): number {
  return answer.found?.kustomize.choice.instances ?? Infinity;
}

describe("a plan", () => {
  it("holds with its margin, at the upper end of what is expected", () => {
    const { plan, region, refusals } = ask();
    expect(refusals).toEqual([]);
    expect(plan?.latencyMs.high).toBeLessThanOrEqual(120_000);
    expect(plan?.marginPercent).toBeGreaterThanOrEqual(0);
    expect(plan?.controllers).toMatchObject([
      { name: "source-controller", instances: 1 },
      { name: "kustomize-controller", limits: { cpuCores: 1 } },
    ]);
    for (const { requests, limits, memoryBytes } of plan?.controllers ?? []) {
      expect(requests.memoryBytes).toBeLessThanOrEqual(limits.memoryBytes);
      expect(requests.cpuCores).toBeLessThanOrEqual(limits.cpuCores);
      expect(memoryBytes.high).toBeLessThan(limits.memoryBytes);
    }
    expect(region?.cells.filter(({ isPlan }) => isPlan)).toMatchObject([{ verdict: "holds" }]);
    expect(plan?.rates.gitPerSecond?.value).toBeGreaterThan(0);
    expect(plan?.binding).toMatch(/is the nearest to be reached/);
  });

  it("is true of the Flux that the points were made of", () => {
    const { plan, found } = ask({ clusters: 60 });
    const choice = found?.kustomize.choice ?? expect.fail();
    const n = Math.ceil(600 / choice.instances);
    const real =
      choice.sourceIntervalMs * 1.05 * 0.99 +
      truth.t0 +
      0.99 *
        n *
        eachMs(
          { ...truth, shared: 0 },
          { ...choice, filesPerRepository: 200, shards: choice.instances },
        );
    expect(plan?.latencyMs.high).toBeGreaterThan(real);
    expect(real).toBeLessThan(120_000);
  });

  it("never asks for more shards where the SLO is laxer, nor where there is less to do", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 120 }),
        fc.integer({ min: 20, max: 600 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 100 }),
        (clusters, seconds, laxer, more) => {
          const strict = instances(
            ask({ clusters, sloText: `p99 commit-to-ready <= ${seconds}s` }),
          );
          const lax = instances(
            ask({ clusters, sloText: `p99 commit-to-ready <= ${seconds + laxer}s` }),
          );
          const busy = instances(
            ask({ clusters: clusters + more, sloText: `p99 commit-to-ready <= ${seconds}s` }),
          );
          expect(lax).toBeLessThanOrEqual(strict);
          expect(busy).toBeGreaterThanOrEqual(strict);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("has as many workers as Flux has by default, where as many hold", () => {
    expect(ask({ clusters: 10 }).found?.kustomize.choice.concurrency).toBe(4);
  });

  it("needs shards where one instance has too little memory", () => {
    const one = ask({ memoryLimitBytes: 2 ** 30 });
    const limited = ask({ memoryLimitBytes: 300e6, sloText: "p99 commit-to-ready <= 1h" });
    expect(instances(one)).toBeLessThan(Infinity);
    expect(instances(limited)).toBeGreaterThan(1);
  });

  it("expects of shards what those that were measured gave", () => {
    const latencyOf = (shared: number) => {
      const flux: Truth = { ...noisy, w0: 40, a0: 80, a1: 0, shared };
      const shapes = [...usualShapes(), shapeOf({ kustomizations: 300, shards: 3 })];
      const measured = shapes.map((shape) => pointOf(flux, shape, random));
      const { region } = ask({ sloText: "p99 commit-to-ready <= 1h" }, measured);
      return (shards: number) =>
        region?.cells.find((cell) => cell.shards === shards && cell.concurrency === 4)?.latencyMs
          ?.value ?? expect.fail();
    };
    const [apart, together] = [latencyOf(0), latencyOf(1)];
    // Of 90 s that a thousand take on one instance.
    expect(apart(1) - apart(4)).toBeGreaterThan(55_000);
    expect(together(1) - together(4)).toBeLessThan(25_000);
  });

  it("says beside how busy an API server it was measured", () => {
    const measured = points.map((point) => ({
      ...point,
      figures: {
        ...point.figures,
        "cpu.kube-apiserver.seconds": 3 * (point.figures["cpu.kustomize-controller.seconds"] ?? 0),
      },
    }));
    expect(ask({}, measured).plan?.assumptions.at(-1)).toMatch(/shared 2 CPUs .* 3\.0 times/);
  });

  it("says of controllers that nothing is asked of what they took", () => {
    const measured = points.map((point, at) => ({
      ...point,
      figures: { ...point.figures, "memory.helm-controller.rssPeakBytes": (60 + at) * 2 ** 20 },
    }));
    const told = ask({}, measured).plan?.assumptions.filter((text) =>
      /as it is installed/.test(text),
    );
    expect(told).toHaveLength(1);
    expect(told?.[0]).toMatch(/^helm-controller stays/);
    expect(told?.[0]).toContain(`${60 + points.length - 1}.0 MiB at most`);
  });
});

describe("no plan", () => {
  it.each([
    [
      "an interval longer than the SLO",
      { sourceIntervalMs: 600_000 },
      "impossible",
      /polling every 10 m 00 s alone takes up to/,
    ],
    [
      "an SLO below what was ever measured",
      { sloText: "p99 commit-to-ready <= 50ms" },
      "impossible",
      /the smallest latency\.ready\.p99Ms that was measured/,
    ],
    [
      "a memory limit below idle",
      { memoryLimitBytes: 20 * 2 ** 20 },
      "contradiction",
      /a memory limit of 20\.0 MiB is below what kustomize-controller has/,
    ],
    [
      "another CPU limit than was measured",
      { cpuLimitCores: 2 },
      "out-of-range",
      /a CPU limit of 2 cores is asked for, and the points were measured under 1$/,
    ],
    [
      "more Kustomizations than may be predicted",
      { clusters: 1_000, repositories: 10 },
      "out-of-range",
      /2500 Kustomizations in one instance: 25 to 300 were measured, and predictions go to 1200/,
    ],
    [
      "larger repositories than may be predicted",
      { filesPerRepository: 2_000 },
      "out-of-range",
      /files in a repository/,
    ],
    [
      "more sources than may be predicted",
      { repositories: 300, clusters: 60 },
      "out-of-range",
      /sources in one instance/,
    ],
    [
      "an SLO that all predictable shards miss",
      { clusters: 100, sloText: "p99 commit-to-ready <= 8s" },
      "out-of-range",
      /with 4 instances, the most that is predicted/,
    ],
    [
      "reconciling all every few seconds",
      { kustomizationIntervalMs: 10_000 },
      "out-of-range",
      /workers are busy up to/,
    ],
  ])("for %s", (_, changes, kind, because) => {
    const { found, refusals } = ask(changes);
    expect(found).toBeNull();
    expect(refusals[0]).toMatchObject({ kind, because: expect.stringMatching(because) });
  });

  it("from models that do not fit", () => {
    const scattered = usualShapes().map((shape) =>
      pointOf({ ...truth, noise: 0.7 }, shape, random),
    );
    expect(ask({}, scattered).refusals[0]).toMatchObject({ kind: "no-fit" });
    expect(ask({}, points.slice(0, 3)).refusals[0]).toMatchObject({ kind: "too-few-points" });
    expect(ask({}, []).refusals[0]).toMatchObject({ kind: "too-few-points" });
  });

  it("from points of other objects, or under several CPU limits", () => {
    const [first = expect.fail(), ...others] = points;
    const mixed = (change: object) => [
      { ...first, shape: { ...first.shape, ...change } },
      ...others,
    ];
    expect(ask({}, mixed({ objectsPerKustomization: 9 })).refusals).toMatchObject([
      { kind: "no-fit", because: expect.stringMatching(/apply 9 and 1 objects/) },
    ]);
    expect(ask({}, mixed({ cpuLimitCores: 0.5 })).refusals).toMatchObject([
      { kind: "out-of-range", because: expect.stringMatching(/measured under 0.5, 1$/) },
    ]);
  });

  it("says what would be possible", () => {
    const { refusals } = ask({ sourceIntervalMs: 600_000 });
    expect(refusals[0]?.instead).toMatch(/an interval below 1 min|an interval below \d+/);
  });
});

it("speaks of artifacts too", () => {
  const { plan, refusals } = ask({ sloText: "p99 commit-to-artifact <= 2m" });
  expect(refusals).toEqual([]);
  expect(plan?.latencyMs.high).toBeLessThanOrEqual(120_000);
});
