import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../simulators/support/random.ts";
import { featuresOf } from "./features.ts";
import { fitModel, type Model } from "./fit-model.ts";
import { predict } from "./intervals.ts";
import { latencyFormula } from "./latency-formula.ts";
import { memoryFormulas } from "./memory-formulas.ts";
import { pointOf, shapeOf, type Truth, truth, usualShapes } from "./testing/points.ts";
import { workFormulas } from "./work-formulas.ts";

const formula = latencyFormula({ stage: "ready", share: 0.95 });

function pointsOf(of: Truth, seed = 1, shapes = usualShapes()) {
  const random = seededRandom(seed);
  return shapes.map((shape) => pointOf(of, shape, random));
}

function parameters({ document }: Model): Record<string, number> {
  return Object.fromEntries(
    document.parameters.map(({ name, estimate }) => [name, estimate.value]),
  );
}

describe("latency", () => {
  it("finds the parameters that the points were made of", () => {
    const shapes = [...usualShapes(), shapeOf({ kustomizations: 300, shards: 3 })];
    const model = fitModel(formula, pointsOf(truth, 1, shapes));
    expect(model.document).toMatchObject({ fits: true });
    const found = parameters(model);
    expect(found.t0).toBeCloseTo(truth.t0, 0);
    for (const name of ["w0", "a0", "a1", "k0", "r0"] as const) {
      expect(found[name], name).toBeCloseTo(truth[name], 1);
    }
    expect(found.φ).toBeCloseTo(truth.shared, 2);
  });

  it("expects a further measurement within its interval about as often as it says, however far", () => {
    const wanted = shapeOf({ kustomizations: 1000, repositories: 4, concurrency: 8 });
    const features = { ...featuresOf(wanted, 5), connections: 0 };
    let within = 0;
    let close = 0;
    const trials = 100;
    for (let seed = 0; seed < trials; seed += 1) {
      const noisy = { ...truth, noise: 0.04 };
      const { fit } = fitModel(formula, pointsOf(noisy, seed));
      const { value, low, high } = predict(fit ?? expect.fail(), features, 0.95);
      const measured =
        pointOf(noisy, wanted, seededRandom(seed + 1e6)).figures["latency.ready.p95Ms"] ?? 0;
      if (measured >= low && measured <= high) within += 1;
      if (Math.abs(measured / value - 1) < 0.25) close += 1;
    }
    expect(within).toBeGreaterThanOrEqual(88);
    expect(close).toBeGreaterThanOrEqual(70);
  });

  it("leaves out what never varied and says so", () => {
    const shapes = [25, 50, 100, 200, 300].map((kustomizations) =>
      shapeOf({ kustomizations, filesPerRepository: 40 }),
    );
    const { document, fit } = fitModel(formula, pointsOf(truth, 1, shapes));
    expect(fit?.parameters[1]).toBe(0);
    expect(fit?.parameters.slice(3)).toEqual([0, 0, 0, 0, 0]);
    const untold = document.parameters.filter(({ meaning }) => meaning.includes("not told"));
    expect(untold.map(({ name }) => name)).toEqual(["w0", "a1", "k0", "r0", "φ", "p"]);
    expect(document.range).toContainEqual({ feature: "concurrency", from: 4, to: 4, furthest: 4 });
    expect(document.range).toContainEqual({
      feature: "kustomizations",
      from: 25,
      to: 300,
      furthest: 1200,
    });
  });
});

it("takes values of a feature that lie close together for one", () => {
  const shapes = [40, 60, 80, 100, 120].map((kustomizations) =>
    shapeOf({ kustomizations, filesPerRepository: 20 + (kustomizations % 3) }),
  );
  const { fit } = fitModel(formula, pointsOf({ ...truth, noise: 0.02 }, 1, shapes));
  expect(fit?.parameters.slice(3)).toEqual([0, 0, 0, 0, 0]);
});

describe("does not fit", () => {
  it.each([
    [
      "too few points",
      pointsOf(truth).slice(0, 4),
      /4 points .* expected \d or more for \d unknowns/,
    ],
    [
      "scatter beyond the tolerance",
      pointsOf({ ...truth, noise: 0.6 }, 4),
      /% off it, expected 15 %/,
    ],
    ["nothing to measure", [], /^0 points/],
  ])("%s", (_, points, because) => {
    expect(fitModel(formula, points).document).toMatchObject({
      fits: false,
      because: expect.stringMatching(because),
      curves: [],
    });
  });

  it("a latency that does not grow with the Kustomizations", () => {
    const points = pointsOf(truth).map((point) => ({
      ...point,
      figures: { ...point.figures, "latency.ready.p95Ms": 2_000 },
    }));
    expect(fitModel(formula, points).document.fits).toBe(false);
  });

  it("memory that bends upwards where the smaller points promise a line", () => {
    const [memory = expect.fail()] = memoryFormulas;
    const shapes = [20, 40, 60, 80, 100, 120, 300].map((kustomizations) =>
      shapeOf({ kustomizations }),
    );
    const points = pointsOf(truth, 1, shapes).map((point) => {
      const n = point.shape.kustomizations;
      const value = 80e6 + 1e5 * n + (n > 200 ? 1e8 : 0);
      return { ...point, figures: { "memory.kustomize-controller.rssPeakBytes": value } };
    });
    expect(fitModel(memory, points).document).toMatchObject({ fits: false });
  });

  it("uses no point that was lost", () => {
    const points = pointsOf(truth).map((point) => ({ ...point, lost: "the run failed" }));
    expect(fitModel(formula, points).document.because).toMatch(/^0 points/);
  });
});

it("fits all other figures of the same points", () => {
  const shapes = [...usualShapes(), shapeOf({ kustomizations: 300, repositories: 12, shards: 3 })];
  const points = pointsOf({ ...truth, noise: 0.02 }, 3, shapes);
  for (const each of [
    ...memoryFormulas,
    ...workFormulas,
    latencyFormula({ stage: "artifact", share: 0.99 }),
  ]) {
    const { document } = fitModel(each, points);
    expect(document, `${document.figure}: ${document.because}`).toMatchObject({ fits: true });
  }
});

it("tells of the fullest instance where there are shards", () => {
  const shape = shapeOf({ kustomizations: 300, shards: 3 });
  const point = pointOf(truth, shape, seededRandom(1));
  point.figures["memory.kustomize-controller-shard1.rssPeakBytes"] = 5e9;
  expect(memoryFormulas[0]?.measured(point)).toBe(5e9);
});
