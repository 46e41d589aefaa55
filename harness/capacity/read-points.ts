import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { summariseRun } from "../archive/run-summary.ts";
import type { MeasuredPoint, Shape } from "../core/capacity.ts";
import { UsageError } from "../core/failure.ts";
import type { Metrics } from "../core/metrics.ts";
import type { RunInfo } from "../core/run.ts";
import { readPace } from "../runner/kept-pace.ts";
import { buildsInMemory, shapeOfScenario } from "./shapes.ts";

/** A run as a point, and what it was a run of. */
export interface ReadPoint {
  point: MeasuredPoint;
  info: RunInfo;
}

/**
 * Reads a run directory; `name` is what the point is to be called by.
 * @throws UsageError for a folder that holds no judged run, naming the file.
 */
export async function readPoint(dir: string, name: string): Promise<ReadPoint> {
  const summary = await summariseRun(dir);
  const info = JSON.parse(await readFile(join(dir, "run.json"), "utf8")) as RunInfo;
  const metrics = JSON.parse(await readFile(join(dir, "metrics.json"), "utf8")) as Metrics;
  const shape = shapeOfScenario(info.scenario);
  const { count } = metrics.latencyMs.byStage.ready;
  const lost =
    typeof shape === "string"
      ? shape
      : summary.outcome === "pass"
        ? undefined
        : `the run did not pass: ${summary.because[0] ?? summary.outcome}`;
  return {
    info,
    point: {
      ...{ dir: name, scenario: summary.scenario, set: summary.set, seed: summary.seed },
      shape: typeof shape === "string" ? shapeless(info) : shape,
      figures: { ...summary.metrics, ...(await readPace(dir)), "latency.ready.count": count },
      ...(lost === undefined ? {} : { lost }),
    },
  };
}

/** What one can be told of a run that is no point. */
function shapeless({ scenario }: RunInfo): Shape {
  const { kustomizations, repositories, objectsPerKustomization } = scenario.fleet;
  return {
    ...{ kustomizations, repositories, objectsPerKustomization },
    ...{ filesPerRepository: 0, concurrency: 0, shards: 0, cpuLimitCores: null },
  };
}

/**
 * Points are of one subject on one machine.
 * @throws UsageError that names the two that are not.
 */
export function requireAlike(points: readonly ReadPoint[]): ReadPoint {
  const [first, ...others] = points;
  if (!first) throw new UsageError("there are no points: expected runs of one sweep");
  for (const { info, point } of others) {
    for (const [what, of] of Object.entries(identity)) {
      if (of(info) === of(first.info)) continue;
      throw new UsageError(
        `${point.dir} and ${first.point.dir} have different ${what}: ${of(info)} and ${of(first.info)}; expected runs that differ in their --set alone`,
      );
    }
  }
  return first;
}

const identity: Record<string, (info: RunInfo) => string> = {
  scenarios: ({ scenario }) => scenario.name,
  "places for temporary files": ({ scenario }) => (buildsInMemory(scenario) ? "memory" : "disk"),
  subjects: ({ subject }) =>
    [subject.name, ...subject.controllers.map(({ name, version }) => `${name} ${version}`)].join(
      ", ",
    ),
  environments: ({ environment }) => environment,
  "Git hosts": ({ gitHost }) => gitHost,
  machines: ({ host }) => `${host.cpuModel}, ${host.cpus} CPUs`,
};
