import { expect, it } from "vitest";
import { seededRandom } from "../../../simulators/support/random.ts";
import type { MeasuredPoint } from "../../core/capacity.ts";
import { fitModel } from "./fit-model.ts";
import { latencyFormula } from "./latency-formula.ts";
import { memoryFormulas } from "./memory-formulas.ts";
import { paceWeightOf, referencePaceMs } from "./pace-part.ts";
import { pointOf, shapeOf, truth } from "./testing/points.ts";

const formula = latencyFormula({ stage: "ready", share: 0.95 });
const random = seededRandom(1);
const sizes = [50, 75, 100, 150, 200, 300, 50, 100];
const paces = [40, 90, 55, 50, 120, 45, 50, 70];

/** Every time as much longer as the machine was slower. */
function paced(weight: number, of = paces): MeasuredPoint[] {
  return sizes.map((kustomizations, at) => {
    const point = pointOf(truth, shapeOf({ kustomizations, filesPerRepository: 25 }), random);
    const paceMs = of[at] ?? 50;
    const p95 = (point.figures["latency.ready.p95Ms"] ?? 0) * (paceMs / 50) ** weight;
    return {
      ...point,
      figures: { ...point.figures, "latency.ready.p95Ms": p95, "machine.paceMs": paceMs },
    };
  });
}

it("what the machine did is told from what there was to do", () => {
  const model = fitModel(formula, paced(0.7));
  expect(model.document, model.document.because).toMatchObject({ fits: true });
  expect(paceWeightOf(model)).toBeCloseTo(0.7, 2);
  expect(model.document.residualPercentRms).toBeLessThan(0.1);
  expect(referencePaceMs(paced(0.7))).toBe(52.5);
});

it("without the paces the same points fit nothing", () => {
  const unpaced = paced(0.7).map(({ figures: { "machine.paceMs": _, ...figures }, ...point }) => ({
    ...point,
    figures,
  }));
  expect(fitModel(formula, unpaced).document).toMatchObject({ fits: false });
});

it("paces that lie as close as measuring them scatters explain nothing", () => {
  const alike = [50, 51, 52, 53, 50, 49, 51, 52];
  const model = fitModel(formula, paced(0, alike));
  expect(paceWeightOf(model)).toBe(0);
  expect(model.document.parameters.at(-1)?.meaning).toMatch(/not told/);
});

it("memory does not hang on it", () => {
  const [memory = expect.fail()] = memoryFormulas;
  const { document } = fitModel(memory, paced(0.7));
  expect(document.parameters.map(({ name }) => name)).not.toContain("p");
});
