import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";
import type { FollowedPods } from "./follow-pods.ts";
import type { NodeAccess } from "./hosted-cluster.ts";
import { sampleContainers } from "./node-memory.ts";
import { firstPid } from "./process-lives.ts";

/** Records the memory and the CPU time of followed controllers, through their nodes, until disposed. */
export function samplePods(request: {
  pods: FollowedPods;
  nodes: NodeAccess;
  recorder: Recorder;
  clock: Clock;
  signal: AbortSignal;
}): AsyncDisposable {
  const { pods, recorder } = request;
  /** CPU seconds by process and container. */
  const used = new Map<string, Map<string, number>>();
  const running = () =>
    pods.all.flatMap(({ process, running }) =>
      running.map((life) => ({
        process: process.name,
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
      const lives = used.get(process) ?? new Map<string, number>();
      used.set(process, lives);
      lives.set(sample.containerId, sample.cpuSeconds);
      const { rss, rssPeak, workingSet, anon, oomKills } = sample;
      recorder.record({
        ...{ type: "process.usage", process, pid: firstPid, rss, rssPeak },
        ...(workingSet === undefined ? {} : { workingSet }),
        ...(anon === undefined ? {} : { anon }),
        ...(oomKills === undefined ? {} : { oomKills }),
        cpuSeconds: [...lives.values()].reduce((sum, seconds) => sum + seconds, 0),
      });
    },
  });
}

/** Without the scheme of its runtime. */
export function bareId(containerId: string): string {
  return containerId.replace(/^.*:\/\//, "");
}
