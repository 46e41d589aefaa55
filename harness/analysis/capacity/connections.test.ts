import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../simulators/support/random.ts";
import { openConnections, withConnections } from "./connections.ts";
import { featuresOf } from "./features.ts";
import { fitModels } from "./fit-models.ts";
import { predict } from "./intervals.ts";
import { pointOf, shapeOf, truth } from "./testing/points.ts";

describe("connections that wait to be closed", () => {
  it("are one for each reconcile until the first is closed, and then as many as workers manage", () => {
    expect(openConnections({ kustomizations: 100, waves: 3, waveMs: 10_000 })).toBe(300);
    expect(openConnections({ kustomizations: 1000, waves: 2, waveMs: 60_000 })).toBe(1500);
    expect(openConnections({ kustomizations: 1000, waves: 2, waveMs: 90_000 })).toBe(1000);
  });

  const holding = { ...truth, w0: 300, memory: { ...truth.memory, connection: 40e3 } };
  const random = seededRandom(1);
  const shape = (kustomizations: number) =>
    shapeOf({ kustomizations, repositories: kustomizations / 25, filesPerRepository: 25 });
  const measured = (sizes: [number, number][]) =>
    sizes.map(([kustomizations, commits]) =>
      pointOf(holding, shape(kustomizations), random, commits),
    );
  const few: [number, number][] = [
    [50, 1],
    [100, 1],
    [200, 1],
    [300, 1],
    [50, 4],
    [150, 4],
  ];
  const slo = { stage: "ready", share: 0.95 } as const;

  it("bound the memory of many Kustomizations, as small ones tell", () => {
    const models = fitModels(measured(few), slo);
    const [large = expect.fail()] = measured([[1000, 1]]);
    const features = withConnections(models.latency, featuresOf(shape(1000), 2));
    expect(features.connections).toBeLessThan(1500);
    for (const controller of ["kustomize-controller", "source-controller"] as const) {
      const { fit, document } = models.memory[controller];
      expect(document, document.because).toMatchObject({ fits: true });
      const { value } = predict(fit ?? expect.fail(), features, 0.95);
      const truly = large.figures[`memory.${controller}.rssPeakBytes`] ?? 0;
      expect(Math.abs(value / truly - 1)).toBeLessThan(0.02);
    }
  });

  it("are not told from Kustomizations where all points made as many commits: the more is expected", () => {
    const alike = few.map(([kustomizations]): [number, number] => [kustomizations, 1]);
    const models = fitModels(measured(alike), slo);
    const { fit } = models.memory["kustomize-controller"];
    expect(fit?.parameters.at(-1)).toBe(0);
    const features = withConnections(models.latency, featuresOf(shape(1000), 2));
    const [large = expect.fail()] = measured([[1000, 1]]);
    const { value } = predict(fit ?? expect.fail(), features, 0.95);
    expect(value).toBeGreaterThan(large.figures["memory.kustomize-controller.rssPeakBytes"] ?? 0);
  });
});
