import { describe, expect, it } from "vitest";
import { pointOf, rounds, shapeOf, truth } from "../../harness/analysis/capacity/testing/points.ts";
import type { MeasuredPoint, Shape } from "../../harness/core/capacity.ts";
import { seededRandom } from "../../simulators/support/random.ts";
import { compare, predictions } from "./compare.ts";
import { experiments } from "./experiments.ts";
import { figureOf } from "./figure-of.ts";
import { heldBackPercent } from "./held-back.ts";
import { accuracyMarkdown } from "./markdown.ts";

const random = seededRandom(3);
const shape = (kustomizations: number, shards = 1) =>
  shapeOf({
    kustomizations,
    shards,
    filesPerRepository: 25,
    repositories: Math.ceil(kustomizations / 25),
  });
const planned = (of: Shape) => ({ shape: of, waves: rounds + 1 });
const fitted = [50, 100, 200, 300, 50, 100].map((n) =>
  pointOf({ ...truth, noise: 0.01 }, shape(n), random),
);

describe("predictions of shapes that were not fitted", () => {
  it("are within what is promised where the points tell the truth", () => {
    const shapes = [shape(1000), shape(600, 3)];
    const made = predictions(fitted, shapes.map(planned));
    const repeats = shapes.map((each) => pointOf(truth, each, random));
    const compared = compare(made, repeats, figureOf);
    expect(compared.map(({ verdict }) => verdict)).toEqual(Array(6).fill("within"));
  });

  it("are outside where what is measured is another thing, unless repeats lie as far apart", () => {
    const made = predictions(fitted, [planned(shape(1000))]);
    const slower = { ...truth, w0: truth.w0 * 2 };
    const one = pointOf(slower, shape(1000), random);
    expect(compare(made, [one], figureOf)[0]).toMatchObject({
      verdict: "outside",
      spreadPercent: null,
    });
    const others = [0.5, 1.5].map((by) =>
      pointOf({ ...slower, w0: slower.w0 * by }, shape(1000), random),
    );
    expect(compare(made, [one, ...others], figureOf)[0]).toMatchObject({ verdict: "within" });
  });

  it("are for one pace of the machine, to which all that is measured is brought", () => {
    const at = (times: number) => (point: MeasuredPoint) => ({
      ...point,
      figures: {
        ...Object.fromEntries(
          Object.entries(point.figures).map(([name, value]) => [
            name,
            name.startsWith("latency.") && name.endsWith("Ms") ? value * times ** 0.8 : value,
          ]),
        ),
        "machine.paceMs": 50 * times,
      },
    });
    const paces = [1, 0.8, 1.6, 1, 1.3, 0.7];
    const made = predictions(
      fitted.map((point, index) => at(paces[index] ?? 1)(point)),
      [planned(shape(1000))],
    );
    expect(made[0]?.pace.weight).toBeCloseTo(0.8, 1);
    const measured = [0.6, 1, 2].map((times) => at(times)(pointOf(truth, shape(1000), random)));
    const [latency = expect.fail()] = compare(made, measured, figureOf);
    expect(latency.verdict).toBe("within");
    expect(latency.spreadPercent).toBeLessThan(10);
  });

  it("are not given out of range or without a fit, nor judged without a measurement", () => {
    expect(predictions(fitted, [planned(shape(5000))])[0]).toMatchObject({ predicted: null });
    expect(predictions(fitted.slice(0, 2), [planned(shape(600))])[0]).toMatchObject({
      predicted: null,
    });
    const made = predictions(fitted, [planned(shape(1000))]);
    const lost = { ...pointOf(truth, shape(1000), random), lost: "it failed" };
    expect(compare(made, [lost], figureOf)[0]).toMatchObject({
      verdict: "not measured",
      median: null,
    });
  });
});

it("tells how much of its time a quota kept a controller waiting", () => {
  const point = pointOf(truth, shape(100), random);
  expect(heldBackPercent(point)).toBeUndefined();
  const controller = "cpu.kustomize-controller";
  const figures = { [`${controller}.seconds`]: 2, [`${controller}.throttledSeconds`]: 6 };
  expect(heldBackPercent({ ...point, figures })).toBe(75);
});

it("fits at 300 Kustomizations or fewer, and verifies 1,000 and three shards", () => {
  const all = experiments({ isQuick: false, sizeCpuCores: 0.4, shardCpuCores: 0.1 });
  for (const { fit, verify, passes } of all) {
    expect(passes).toBeGreaterThanOrEqual(2);
    const waves = fit.map((point) => point.waves);
    expect(Math.max(...waves)).toBeGreaterThanOrEqual(2 * Math.min(...waves));
    expect(Math.max(...fit.map((point) => point.shape.kustomizations))).toBeLessThanOrEqual(300);
    const fitNames = fit.map(({ name }) => name);
    for (const { name } of verify) expect(fitNames).not.toContain(name);
  }
  expect(all.flatMap(({ verify }) => verify.map(({ name }) => name))).toEqual([
    "n1000-r40-c4-s1",
    "n300-r12-c4-s3",
  ]);
});

it("says what was predicted, measured and how far they lie apart", () => {
  const compared = compare(
    predictions(fitted, [planned(shape(1000))]),
    [pointOf(truth, shape(1000), random)],
    figureOf,
  );
  const text = accuracyMarkdown({
    ...{
      commit: "abc1234",
      subject: "flux@2.7",
      environment: "local",
      startedAt: "2026-11-26T01:10:00Z",
    },
    host: "a machine",
    experiments: [
      {
        ...{ name: "size", question: "?", cpuLimitCores: 1, fitted: 6, repeats: 1, compared },
        pacesMs: { fitted: [1.51, 1.6, 1.55], measured: [] },
        heldBackPercent: { fitted: [70, 74], measured: [12] },
      },
    ],
    unfinished: "the budget is used up",
  });
  expect(text).toMatch(/abc1234/);
  expect(text).toMatch(/\| 1000 Kustomizations, 1 instance \| latency.ready.p95Ms \|/);
  expect(text).toMatch(/within/);
  expect(text).toMatch(/was 1.51 ms to 1.60 ms at the fitted points and not measured at/);
  expect(text).toMatch(/from running for 70 % to 74 % of .* and 12 % to 12 % in those predicted/);
  expect(text).toMatch(/Unfinished: the budget is used up/);
});
