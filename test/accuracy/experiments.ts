import { type PlannedPoint, plannedPoint } from "../../harness/capacity/shapes.ts";

/** What is fitted and what is then predicted, all under one CPU limit of each instance. */
export interface Experiment {
  name: string;
  /** What it asks, for a reader. */
  question: string;
  cpuLimitCores: number | null;
  /** Fitted; each as often as said. */
  fit: PlannedPoint[];
  passes: number;
  /** Predicted, then measured. */
  verify: PlannedPoint[];
}

interface Size {
  kustomizations: number;
  shards?: number;
  /** Commits after the cold start; more tell what a reconcile leaves in memory from what a Kustomization takes. */
  rounds?: number;
}

/** As many in each repository whatever the size, so that what is unpacked for each stays the same. */
const perRepository = 25;
const concurrency = 4;

function experiment(of: {
  name: string;
  question: string;
  cpuLimitCores: number | null;
  passes: number;
  fit: Size[];
  verify: Size[];
}): Experiment {
  const point = ({ kustomizations, shards = 1, rounds = 1 }: Size) =>
    plannedPoint(
      {
        ...{ kustomizations, shards, concurrency, cpuLimitCores: of.cpuLimitCores },
        repositories: Math.ceil(kustomizations / perRepository),
      },
      { rounds, objectsPerKustomization: 1 },
    );
  return { ...of, fit: of.fit.map(point), verify: of.verify.map(point) };
}

const size = {
  name: "size",
  question: "How does one instance do with more Kustomizations than were fitted?",
};
const shards = {
  name: "shards",
  question: "How do three instances on one API server do, of which one was fitted?",
};

const quick = [...sizes(25, 50, 100), often(40), often(75)];

/**
 * Limits such that what is measured is Flux and not the machine: all instances together take no more of two cores
 * than the API server leaves them, which takes three times as much as kustomize-controller does.
 */
export function experiments(request: {
  isQuick: boolean;
  /** `null` for a model, whose work takes no CPU. */
  sizeCpuCores: number | null;
  shardCpuCores: number | null;
}): Experiment[] {
  const { isQuick, sizeCpuCores, shardCpuCores } = request;
  const sized = { ...size, cpuLimitCores: sizeCpuCores };
  const sharded = { ...shards, cpuLimitCores: shardCpuCores };
  return isQuick
    ? [
        experiment({ ...sized, passes: 1, fit: quick, verify: sizes(250) }),
        experiment({
          ...{ ...sharded, passes: 1, fit: quick },
          verify: [{ kustomizations: 150, shards: 3 }],
        }),
      ]
    : [
        experiment({
          ...{ ...sized, passes: 2 },
          fit: [often(50), ...sizes(100, 200, 300), often(150)],
          verify: sizes(1000),
        }),
        experiment({
          ...{ ...sharded, passes: 2, fit: [often(40), ...sizes(60, 120), often(90)] },
          verify: [{ kustomizations: 300, shards: 3 }],
        }),
      ];
}

function sizes(...all: number[]): Size[] {
  return all.map((kustomizations) => ({ kustomizations }));
}

/** As many reconciles as twice the Kustomizations need elsewhere. */
function often(kustomizations: number): Size {
  return { kustomizations, rounds: 3 };
}
