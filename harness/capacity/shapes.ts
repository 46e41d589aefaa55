import type { Shape } from "../core/capacity.ts";
import type { Scenario } from "../core/scenario.ts";
import { parseCpu } from "../scenario/cpu.ts";

/** The scenario whose runs the models are fitted to: when polls happen to come is no part of its latency. */
export const measuredScenario = "scale/announced-commits";

/** A point to be measured. */
export interface PlannedPoint {
  shape: Shape;
  /** Folder and place in what is told of it. */
  name: string;
  /** The `--set` changes that make the scenario so. */
  set: string[];
  /** How often each object is reconciled for a new commit, the first one among them. */
  waves: number;
}

/**
 * Sizes at the default of four workers, repositories that are many, few and full (each Kustomization unpacks all
 * of its own, so those cost the most); and workers at one size. Bursts of a few seconds scatter most, so what
 * the others are held to is none of them. More commits at one size tell what a reconcile leaves in memory for a while
 * from what a Kustomization takes. Three shards tell what instances wait for together. The first are those
 * without which nothing can be said.
 */
const sizes: readonly Size[] = [
  { kustomizations: 200, repositories: 8, concurrency: 4 },
  { kustomizations: 50, repositories: 2, concurrency: 4, rounds: 5 },
  { kustomizations: 200, repositories: 8, concurrency: 1 },
  { kustomizations: 100, repositories: 1, concurrency: 4 },
  { kustomizations: 500, repositories: 20, concurrency: 4 },
  { kustomizations: 300, repositories: 12, concurrency: 4, shards: 3 },
  { kustomizations: 100, repositories: 50, concurrency: 4 },
  { kustomizations: 200, repositories: 8, concurrency: 8 },
  { kustomizations: 200, repositories: 2, concurrency: 4 },
  { kustomizations: 200, repositories: 8, concurrency: 2 },
  { kustomizations: 200, repositories: 1, concurrency: 4 },
  { kustomizations: 200, repositories: 8, concurrency: 16 },
];

type Size = Pick<Shape, "kustomizations" | "repositories" | "concurrency"> & {
  shards?: number;
  rounds?: number;
};

/** Commits to every repository in each point. */
const roundsOfPoint = 2;

/** In the order in which they are to be measured. */
export function plannedPoints(cpuLimitCores: number | null): PlannedPoint[] {
  return sizes.map(({ rounds, ...size }) =>
    plannedPoint({ shards: 1, ...size, cpuLimitCores }, rounds === undefined ? {} : { rounds }),
  );
}

export function plannedPoint(
  size: Omit<Shape, "filesPerRepository" | "objectsPerKustomization">,
  { rounds = roundsOfPoint, objectsPerKustomization = objectsOfKustomization } = {},
): PlannedPoint {
  const { kustomizations, repositories, concurrency, shards, cpuLimitCores } = size;
  const limited = cpuLimitCores === null ? [] : ["kustomize-controller", "source-controller"];
  return {
    shape: {
      ...size,
      filesPerRepository: Math.ceil(kustomizations / repositories),
      objectsPerKustomization,
    },
    waves: 1 + rounds,
    name: `n${kustomizations}-r${repositories}-c${concurrency}-s${shards}`,
    set: [
      `fleet.kustomizations=${kustomizations}`,
      `fleet.repositories=${repositories}`,
      `fleet.objectsPerKustomization=${objectsPerKustomization}`,
      `rounds=${rounds}`,
      `kustomize-controller.concurrency=${concurrency}`,
      ...limited.map((name) => `controllers.${name}.cpuLimit=${milliOf(cpuLimitCores)}m`),
      ...(cpuLimitCores === null ? [] : [builtInMemory]),
      ...(shards > 1 ? [`shards=${shards}`] : []),
    ],
  };
}

/**
 * What unpacking costs on a disk hangs on its file system and on what was removed from it lately, up to a hundred
 * times as much from one minute to the next; in memory it is Flux that is measured.
 */
const builtInMemory = "controllers.kustomize-controller.temporaryFiles=memory";

/** Whether sources are unpacked in memory in runs of this scenario. */
export function buildsInMemory({ controllers }: Pick<Scenario, "controllers">): boolean {
  return controllers["kustomize-controller"]?.temporaryFiles === "memory";
}

function milliOf(cores: number | null): number {
  return Math.round((cores ?? 0) * 1000);
}

const objectsOfKustomization = 2;

const defaultConcurrency = 4;

/** What shape a scenario has, whoever made it so; a text that says why where its latency is none of it. */
export function shapeOfScenario({
  fleet,
  repositories,
  controllers,
  drive,
}: Scenario): Shape | string {
  const { "kustomize-controller": kustomize = {}, "source-controller": source = {} } = controllers;
  const silent = stepsIn(drive).some(
    (step) => step.use === "commit" && step.with?.announced !== true,
  );
  if (silent) return "its commits are not announced: when polls came is part of its latency";
  if (repositories.length > 0) return "it has repositories beside the fleet's";
  const instances = [kustomize, source].map(({ shards = [] }) => shards.length + 1);
  if (instances[0] !== instances[1]) return "its controllers have different numbers of shards";
  const flag = kustomize.flags?.findLast((each) => each.startsWith("--concurrent="));
  const limits = [kustomize, source].map(({ cpuLimit }) =>
    cpuLimit === undefined ? null : (parseCpu(cpuLimit) ?? 0) / 1000,
  );
  if (limits[0] !== limits[1]) return "its controllers have different CPU limits";
  return {
    kustomizations: fleet.kustomizations,
    repositories: fleet.repositories,
    filesPerRepository: Math.ceil(fleet.kustomizations / fleet.repositories),
    objectsPerKustomization: fleet.objectsPerKustomization,
    concurrency: flag === undefined ? defaultConcurrency : Number(flag.split("=")[1]),
    shards: instances[0] ?? 1,
    cpuLimitCores: limits[0] ?? null,
  };
}

function stepsIn(steps: Scenario["drive"]): Scenario["drive"] {
  return steps.flatMap((step) => [step, ...stepsIn(step.steps ?? [])]);
}
