import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";
import type { ThrottlingReading } from "../process/memory-cgroup.ts";
import { bareId } from "./container-id.ts";
import type { NodeAccess } from "./hosted-cluster.ts";
import type { ContainerFigures } from "./memory-lines.ts";
import { sampleContainers } from "./node-memory.ts";
import { firstPid } from "./pod-lives.ts";
import type { ProcessLives } from "./process-lives.ts";

/** Records the memory and the CPU time of followed controllers, through their nodes, until disposed. */
export function samplePods(request: {
  pods: { all: readonly Pick<ProcessLives, "process" | "running">[] };
  nodes: NodeAccess;
  recorder: Recorder;
  clock: Clock;
  signal: AbortSignal;
}): AsyncDisposable {
  const { pods, recorder } = request;
  /** The newest of each life, by process and container: what a container counts goes with it. */
  const newest = new Map<string, Map<string, ContainerFigures>>();
  const running = () =>
    pods.all.flatMap(({ process, running }) =>
      running.map((life) => ({
        process,
        node: life.node,
        podUid: life.pod.uid,
        containerId: bareId(life.containerId),
      })),
    );
  return sampleContainers({
    ...request,
    watched: running,
    onSample(sample) {
      const own = running().find(({ containerId }) => containerId === sample.containerId);
      if (!own) return;
      const { process } = own;
      const lives = newest.get(process.name) ?? new Map<string, ContainerFigures>();
      newest.set(process.name, lives);
      lives.set(sample.containerId, sample);
      const { rss, rssPeak, workingSet, anon, oomKills } = sample;
      recorder.record({
        ...{ type: "process.usage", process: process.name, pid: firstPid, rss, rssPeak },
        ...(workingSet === undefined ? {} : { workingSet }),
        ...(anon === undefined ? {} : { anon }),
        ...(oomKills === undefined ? {} : { oomKills }),
        cpuSeconds: sumOf([...lives.values()].map(({ cpuSeconds }) => cpuSeconds)),
        // Without a quota the kernel counts nothing.
        ...(process.cpuLimitMilli === undefined ? {} : sumThrottling([...lives.values()])),
      });
    },
  });
}

function sumThrottling(
  lives: readonly ContainerFigures[],
): ThrottlingReading | Record<never, never> {
  const told = lives.flatMap(({ throttling }) => throttling ?? []);
  if (told.length === 0) return {};
  return {
    cpuPeriods: sumOf(told.map(({ cpuPeriods }) => cpuPeriods)),
    throttledPeriods: sumOf(told.map(({ throttledPeriods }) => throttledPeriods)),
    throttledSeconds: sumOf(told.map(({ throttledSeconds }) => throttledSeconds)),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
