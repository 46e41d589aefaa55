import type { MeasuredPoint, Shape } from "../../../core/capacity.ts";
import type { Random } from "../../../core/clock.ts";
import { openConnections } from "../connections.ts";

/** What a made-up Flux is like; milliseconds, bytes. */
export interface Truth {
  t0: number;
  w0: number;
  a0: number;
  a1: number;
  k0: number;
  r0: number;
  shared: number;
  memory: { idle: number; kustomization: number; worker: number; connection: number };
  /** Standard deviation of the logarithm of each figure. */
  noise: number;
}

export const truth: Truth = {
  ...{ t0: 400, w0: 110, a0: 10, a1: 0.2, k0: 0.5, r0: 20, shared: 0.3, noise: 0 },
  memory: { idle: 80e6, kustomization: 250e3, worker: 4e6, connection: 0 },
};

export const rounds = 4;

export function shapeOf(shape: Partial<Shape>): Shape {
  const { kustomizations = 100, repositories = 2 } = shape;
  return {
    ...{ kustomizations, repositories },
    filesPerRepository: Math.ceil(kustomizations / repositories) * 2,
    ...{ objectsPerKustomization: 1, concurrency: 4, shards: 1, cpuLimitCores: 1 },
    ...shape,
  };
}

/** The figures that a run of this shape would give. */
export function pointOf(of: Truth, shape: Shape, random: Random, commits = rounds): MeasuredPoint {
  const noisy = (value: number) => value * Math.exp(of.noise * gaussian(random));
  const { concurrency: c, shards } = shape;
  const n = Math.ceil(shape.kustomizations / shards);
  const sources = Math.ceil(shape.repositories / shards);
  const latency = (share: number) =>
    noisy(of.t0 + share * (n * eachMs(of, shape) + of.r0 * sources));
  const waves = commits + 1;
  const waveMs = latency(1);
  const connections = openConnections({ kustomizations: n, waves, waveMs });
  return {
    ...{ dir: `points/${shape.kustomizations}-${c}`, scenario: "scale/announced-commits" },
    ...{ set: [], seed: 1, shape },
    figures: {
      "latency.ready.p50Ms": latency(0.5),
      "latency.ready.p95Ms": latency(0.95),
      "latency.ready.p99Ms": latency(0.99),
      "latency.ready.maxMs": waveMs,
      "latency.ready.count": commits * shape.kustomizations,
      "latency.artifact.p99Ms": noisy(200 + sources * (30 + 0.1 * shape.filesPerRepository)),
      "memory.kustomize-controller.rssPeakBytes": noisy(
        of.memory.idle +
          of.memory.kustomization * n +
          of.memory.worker * c +
          of.memory.connection * connections,
      ),
      "memory.source-controller.rssPeakBytes": noisy(
        85e6 +
          (of.memory.connection / 2) * connections +
          1e6 * sources +
          4e3 * shape.filesPerRepository,
      ),
      "cpu.kustomize-controller.seconds": noisy(1 + 0.05 * n * waves),
      "cpu.source-controller.seconds": noisy(1 + 0.04 * sources * waves),
      "requests.kubernetes.kustomize-controller": noisy(60 + 14.4 * n * waves),
      "requests.kubernetes.source-controller": noisy(40 + 6 * sources * waves),
      "requests.git.refs": noisy(2 * shape.repositories * waves),
      "requests.git.pack": noisy(shape.repositories * waves),
    },
  };
}

/** Of a Kustomization, with all workers of all instances busy. */
export function eachMs(
  { w0, a0, a1, k0, shared }: Truth,
  {
    concurrency,
    filesPerRepository,
    shards,
  }: Pick<Shape, "concurrency" | "filesPerRepository" | "shards">,
): number {
  const oneAtATime = Math.cbrt(
    (a0 * (1 + shared * (shards - 1))) ** 3 + (a1 * filesPerRepository) ** 3,
  );
  return w0 / concurrency + oneAtATime + k0 * (concurrency - 1);
}

/** Sizes, and workers at one of them. */
export function usualShapes(): Shape[] {
  return [
    ...[25, 50, 100, 200, 300].map((kustomizations) => shapeOf({ kustomizations })),
    ...[1, 2, 8, 16].map((concurrency) => shapeOf({ concurrency })),
    shapeOf({ kustomizations: 200, repositories: 8 }),
  ];
}

function gaussian(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}
