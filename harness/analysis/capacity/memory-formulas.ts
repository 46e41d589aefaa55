import type { MeasuredPoint } from "../../core/capacity.ts";
import { ofFullestInstance } from "./features.ts";
import { type Formula, kustomizeController, sourceController, type Unknown } from "./formula.ts";

const idleMemory: Unknown = {
  ...{ name: "m0", unit: "bytes", meaning: "idle" },
  starts: ({ low }) => [low * 0.8],
};

/**
 * What each end of a connection holds: two goroutines with their stacks and buffers. Where every point made as many
 * commits, connections can't be told from Kustomizations, and all is held to grow with these, which is the more.
 */
const openConnection: Unknown = {
  ...{ name: "m3", unit: "bytes", meaning: "for each connection that waits to be closed" },
  starts: ({ low, high, largest }) => [(high - low) / largest.connections],
  needs: { feature: "waves", values: 2 },
};

/**
 * Peaks of resident memory: what a limit must leave room for. Go lets the heap grow to twice what is alive before it
 * collects, so each part here is about twice what it holds.
 */
export const memoryFormulas: Formula[] = [
  {
    name: "memory",
    controller: kustomizeController,
    figure: `memory.${kustomizeController}.rssPeakBytes`,
    text: "m0 + m1 · n + m2 · c + m3 · connections",
    unknowns: [
      idleMemory,
      {
        ...{ name: "m1", unit: "bytes", meaning: "for each Kustomization" },
        starts: ({ low, high, largest }) => [(high - low) / largest.kustomizations],
        needs: { feature: "kustomizations", values: 2 },
      },
      {
        ...{ name: "m2", unit: "bytes", meaning: "for each worker" },
        starts: ({ low, largest }) => [low / 10 / largest.concurrency],
        needs: { feature: "concurrency", values: 2 },
      },
      openConnection,
    ],
    value: ([m0 = 0, m1 = 0, m2 = 0, m3 = 0], { kustomizations, concurrency, connections }) =>
      m0 + m1 * kustomizations + m2 * concurrency + m3 * connections,
    measured: peakOf(kustomizeController),
    axis: "kustomizations",
    features: ["kustomizations", "concurrency"],
    tolerancePercent: 10,
  },
  {
    name: "memory",
    controller: sourceController,
    figure: `memory.${sourceController}.rssPeakBytes`,
    text: "m0 + m1 · sources + m2 · files + m3 · connections",
    unknowns: [
      idleMemory,
      {
        ...{ name: "m1", unit: "bytes", meaning: "for each source" },
        starts: ({ low, high, largest }) => [(high - low) / largest.repositories],
        needs: { feature: "repositories", values: 2 },
      },
      {
        ...{ name: "m2", unit: "bytes", meaning: "for each file of the largest source" },
        starts: ({ low, high, largest }) => [(high - low) / largest.filesPerRepository],
        needs: { feature: "filesPerRepository", values: 2 },
      },
      openConnection,
    ],
    value: ([m0 = 0, m1 = 0, m2 = 0, m3 = 0], { repositories, filesPerRepository, connections }) =>
      m0 + m1 * repositories + m2 * filesPerRepository + m3 * connections,
    measured: peakOf(sourceController),
    axis: "filesPerRepository",
    features: ["repositories", "filesPerRepository"],
    tolerancePercent: 10,
  },
];

function peakOf(controller: string): (point: MeasuredPoint) => number | undefined {
  return (point) =>
    ofFullestInstance(point, controller, (instance) => `memory.${instance}.rssPeakBytes`);
}
