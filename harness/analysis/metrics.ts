import type { HistoryEntry } from "../core/history.ts";
import {
  type LatencySummary,
  type MemorySummary,
  type Metrics,
  type Stage,
  type StagedLatency,
  stages,
} from "../core/metrics.ts";
import { type ChangeLatency, latencies, reached } from "./latency.ts";
import { quantile } from "./quantile.ts";

/** The figures of one run, from its history alone. */
export function measure(history: readonly HistoryEntry[]): Metrics {
  const all = latencies(history);
  return {
    latencyMs: summarise(all.filter((latency) => !latency.cold)),
    coldStartMs: summarise(all.filter((latency) => latency.cold)),
    memoryBytes: memory(history),
    cpuSeconds: cpu(history),
    requests: { git: gitRequests(history), kubernetes: kubernetesRequests(history) },
  };
}

function summarise(found: readonly ChangeLatency[]): StagedLatency {
  const byStage = Object.fromEntries(
    stages.map((stage) => [stage, summariseStage(found, stage)]),
  ) as Record<Stage, LatencySummary>;
  return { ...byStage.ready, byStage };
}

function summariseStage(found: readonly ChangeLatency[], stage: Stage): LatencySummary {
  const values = reached(found, stage);
  const round = (value: number | null) => (value === null ? null : Math.round(value));
  return {
    count: values.length,
    missing: found.length - values.length,
    p50: round(quantile(values, 0.5)),
    p95: round(quantile(values, 0.95)),
    p99: round(quantile(values, 0.99)),
    max: round(values.at(-1) ?? null),
  };
}

function memory(history: readonly HistoryEntry[]): Record<string, MemorySummary> {
  const found: Record<string, MemorySummary> = {};
  const of = (process: string) => {
    found[process] ??= {
      rssPeak: null,
      workingSetPeak: null,
      anonPeak: null,
      atEnd: null,
      limit: null,
      oomKills: null,
      restarts: 0,
    };
    return found[process];
  };
  for (const entry of history) {
    if (entry.type === "process.start") {
      const summary = of(entry.process);
      summary.limit = entry.memoryLimitBytes ?? null;
      summary.restarts = Math.max(summary.restarts, entry.restarts);
    } else if (entry.type === "process.usage") {
      const summary = of(entry.process);
      summary.rssPeak = larger(summary.rssPeak, entry.rssPeak);
      summary.workingSetPeak = larger(summary.workingSetPeak, entry.workingSet);
      summary.anonPeak = larger(summary.anonPeak, entry.anon);
      summary.oomKills = larger(summary.oomKills, entry.oomKills);
      summary.atEnd = entry.rss;
    }
  }
  return sorted(found);
}

function cpu(history: readonly HistoryEntry[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const entry of history) {
    if (entry.type === "process.usage") found[entry.process] = entry.cpuSeconds;
    else if (entry.type === "harness.usage") found.fluxproof = entry.cpuSeconds;
  }
  return sorted(found);
}

function gitRequests(history: readonly HistoryEntry[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const entry of history) {
    if (entry.type === "git.request") found[entry.endpoint] = (found[entry.endpoint] ?? 0) + 1;
  }
  return sorted(found);
}

function kubernetesRequests(
  history: readonly HistoryEntry[],
): Record<string, Record<string, number>> {
  const found: Record<string, Record<string, number>> = {};
  for (const entry of history) {
    if (entry.type !== "kube.requests") continue;
    for (const [controller, counts] of Object.entries(entry.counts)) {
      found[controller] ??= {};
      const total = found[controller];
      for (const [request, n] of Object.entries(counts)) total[request] = (total[request] ?? 0) + n;
    }
  }
  return sorted(
    Object.fromEntries(Object.entries(found).map(([name, counts]) => [name, sorted(counts)])),
  );
}

function larger(a: number | null, b: number | undefined): number | null {
  if (b === undefined) return a;
  return a === null ? b : Math.max(a, b);
}

/** Keys in code-point order, so that the same history gives the same bytes. */
function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
}
