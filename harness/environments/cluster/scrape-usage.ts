import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";
import type { ClusterConnection } from "../in-cluster/cluster-connection.ts";
import type { ProcessLives } from "../in-cluster/process-lives.ts";

export interface ScrapeRequest {
  connection: Pick<ClusterConnection, "request">;
  processes: readonly ProcessLives[];
  /** Where each serves its metrics, by its name: a Pod's port, for the proxy of Pods knows no names of ports. */
  ports: ReadonlyMap<string, number>;
  recorder: Recorder;
  clock: Clock;
  signal: AbortSignal;
}

const intervalMs = 2_000;

/**
 * Records the memory and CPU that controllers tell of themselves, every two seconds until disposed: where
 * nodes can't be entered, that is what can be known. There are no working set and no peak between looks in it.
 */
export function scrapeUsage(request: ScrapeRequest): AsyncDisposable & { once(): Promise<void> } {
  const { clock, recorder, processes } = request;
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, request.signal]);
  const peaks = new Map<string, number>();
  const failures = new Set<string>();

  const look = async (lives: ProcessLives): Promise<void> => {
    const { name, namespace } = lives.process;
    const life = lives.running.at(-1);
    if (!life) return;
    const port = request.ports.get(name);
    const path = `/api/v1/namespaces/${namespace}/pods/${life.pod.name}:${port}/proxy/metrics`;
    const answer = await request.connection.request({ method: "GET", path }).catch(String);
    const usage =
      typeof answer !== "string" && answer.status === 200 ? readUsage(answer.text) : undefined;
    if (usage) {
      const rssPeak = Math.max(usage.rss, peaks.get(life.containerId) ?? 0);
      peaks.set(life.containerId, rssPeak);
      recorder.record({ type: "process.usage", process: name, pid: 1, ...usage, rssPeak });
      return;
    }
    // A controller that restarts answers nothing for a while; one that never does is told of once.
    if (failures.has(name)) return;
    failures.add(name);
    const why = typeof answer === "string" ? answer : `it was answered ${answer.status}`;
    recorder.record({ type: "note", text: `the metrics of ${name} could not be read: ${why}` });
  };
  const once = async () => {
    await Promise.all(processes.map(look));
  };
  const loop = async () => {
    while (!signal.aborted) {
      await once();
      await clock.sleep(intervalMs, signal).catch(() => undefined);
    }
  };
  const done = loop();
  return {
    once,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await done;
    },
  };
}

/** Of Prometheus' text format, the process collector's figures; undefined where it has none. */
export function readUsage(text: string): { rss: number; cpuSeconds: number } | undefined {
  const read = (metric: string) => {
    const found = new RegExp(`^${metric} ([0-9.e+-]+)$`, "m").exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const rss = read("process_resident_memory_bytes");
  const cpuSeconds = read("process_cpu_seconds_total");
  if (rss === undefined || cpuSeconds === undefined) return undefined;
  return { rss, cpuSeconds };
}
