import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";
import type { Child } from "../process/child.ts";
import { readResidentMemory, readStat } from "../process/proc.ts";
import type { Supervised } from "../process/supervise.ts";
import type { AuditCounter } from "./audit-log.ts";
import { metricsPortIndex } from "./flux-controllers.ts";
import { scrapeSeries } from "./scrape-series.ts";

const tickMs = 500;
const ticksPerCount = 2;
const ticksPerSlowSample = 4;

/** What is sampled; processes are added to the lists as they start. */
export interface Sampled {
  controllers: readonly { supervised: Supervised; request: { name: string; ports: number[] } }[];
  controlPlane: Child[];
  requests: AuditCounter;
}

/** Records figures at fixed intervals until disposed. */
export interface Sampler extends AsyncDisposable {
  /** Records what was not recorded yet, all of it. */
  flush(): Promise<void>;
}

/** Controllers every 500 ms, their API requests every second, everything else every 2 s. */
export function startSampling(request: {
  sampled: Sampled;
  recorder: Recorder;
  clock: Clock;
  onError(error: unknown): void;
}): Sampler {
  const { sampled, recorder, clock } = request;
  const ending = new AbortController();
  const loop = async () => {
    const beganAtMs = clock.nowMs();
    for (let tick = 0; !ending.signal.aborted; tick += 1) {
      for (const { supervised } of sampled.controllers) sampleController(supervised, recorder);
      if (tick % ticksPerCount === 0) await countRequests(sampled.requests, recorder);
      if (tick % ticksPerSlowSample === 0) sampleRest(sampled, recorder);
      // Against the start and not the last tick, so that delays don't add up.
      const dueInMs = beganAtMs + (tick + 1) * tickMs - clock.nowMs();
      await clock.sleep(Math.max(0, dueInMs), ending.signal);
    }
  };
  const done = loop().catch((error: unknown) => {
    if (!ending.signal.aborted) request.onError(error);
  });
  return {
    async flush() {
      for (const { supervised } of sampled.controllers) sampleController(supervised, recorder);
      sampleRest(sampled, recorder);
      await countRequests(sampled.requests, recorder);
      const controllers = sampled.controllers.map(({ request: { name, ports } }) => {
        return { name, port: ports[metricsPortIndex] ?? 0 };
      });
      await scrapeSeries({ controllers, recorder, clock });
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await done;
      await sampled.requests[Symbol.asyncDispose]();
    },
  };
}

function sampleController(controller: Supervised, recorder: Recorder): void {
  const { child, group } = controller;
  const memory = child && readResidentMemory(child.pid);
  if (!memory) return;
  recorder.record({
    type: "process.usage",
    process: controller.name,
    pid: child.pid,
    ...memory,
    ...group?.readMemory(),
    cpuSeconds: controller.readCpuSeconds(),
    ...group?.readThrottling(),
  });
}

function sampleRest(sampled: Sampled, recorder: Recorder): void {
  for (const { name, pid } of sampled.controlPlane) {
    const memory = readResidentMemory(pid);
    const stat = readStat(pid);
    if (!memory || !stat) continue;
    recorder.record({
      type: "process.usage",
      process: name,
      pid,
      ...memory,
      cpuSeconds: stat.cpuSeconds,
    });
  }
  recordOwnUsage(recorder);
}

/** What the harness itself takes of the machine. */
export function recordOwnUsage(recorder: Recorder): void {
  const { user, system } = process.cpuUsage();
  recorder.record({
    type: "harness.usage",
    rss: process.memoryUsage.rss(),
    cpuSeconds: (user + system) / 1e6,
  });
}

export async function countRequests(requests: AuditCounter, recorder: Recorder): Promise<void> {
  const taken = await requests.take();
  if (!taken) return;
  const { counts, statusWrites } = taken;
  const wrote = Object.keys(statusWrites).length > 0;
  recorder.record({ type: "kube.requests", counts, ...(wrote ? { statusWrites } : {}) });
}
