import type { HistoryEntry } from "../core/history.ts";
import {
  type LatencySummary,
  type MemorySummary,
  type Metrics,
  type Stage,
  type StagedLatency,
  stages,
  type ThrottlingSummary,
} from "../core/metrics.ts";
import { type ChangeLatency, latencies, reached } from "./latency.ts";
import { quantile } from "./quantile.ts";

/**
 * The figures of one run, from its history alone.
 * @param controllers whose memory is told; every process's if absent.
 */
export function measure(
  history: readonly HistoryEntry[],
  controllers?: readonly string[],
): Metrics {
  const all = latencies(history);
  const throttled = throttling(history);
  return {
    latencyMs: summarise(all.filter((latency) => !latency.cold)),
    coldStartMs: summarise(all.filter((latency) => latency.cold)),
    memoryBytes: memory(history, controllers),
    cpuSeconds: cpu(history),
    ...(throttled.size > 0 ? { throttling: sorted(throttled) } : {}),
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

function memory(
  history: readonly HistoryEntry[],
  controllers?: readonly string[],
): Record<string, MemorySummary> {
  const found = new Map<string, MemorySummary>();
  const kills = new Map<string, number>();
  for (const entry of history) {
    if ("process" in entry && controllers && !controllers.includes(entry.process)) continue;
    if (entry.type === "process.start") {
      const summary = memoryOf(found, entry.process);
      summary.limit = entry.memoryLimitBytes ?? null;
      summary.restarts = Math.max(summary.restarts, entry.restarts);
    } else if (entry.type === "process.usage") {
      const summary = memoryOf(found, entry.process);
      summary.rssPeak = larger(summary.rssPeak, entry.rssPeak);
      summary.workingSetPeak = larger(summary.workingSetPeak, entry.workingSet);
      summary.anonPeak = larger(summary.anonPeak, entry.anon);
      summary.oomKills = larger(summary.oomKills, entry.oomKills);
      summary.atEnd = entry.rss;
    } else if (entry.type === "process.exit" && entry.oomKilled) {
      const summary = memoryOf(found, entry.process);
      const killed = (kills.get(entry.process) ?? 0) + 1;
      kills.set(entry.process, killed);
      // A container's counter goes with it, often before anyone read it.
      summary.oomKills = larger(summary.oomKills, killed);
    }
  }
  return sorted(found);
}

function memoryOf(found: Map<string, MemorySummary>, process: string): MemorySummary {
  const summary = found.get(process) ?? {
    rssPeak: null,
    workingSetPeak: null,
    anonPeak: null,
    atEnd: null,
    limit: null,
    oomKills: null,
    restarts: 0,
  };
  found.set(process, summary);
  return summary;
}

function cpu(history: readonly HistoryEntry[]): Record<string, number> {
  const found = new Map<string, number>();
  /** The harness has lived before the run, and for other runs. */
  let harnessBefore: number | undefined;
  for (const entry of history) {
    if (entry.type === "process.usage") found.set(entry.process, entry.cpuSeconds);
    else if (entry.type === "harness.usage") {
      harnessBefore ??= entry.cpuSeconds;
      found.set("fluxproof", entry.cpuSeconds - harnessBefore);
    }
  }
  return sorted(found);
}

function throttling(history: readonly HistoryEntry[]): Map<string, ThrottlingSummary> {
  const found = new Map<string, ThrottlingSummary>();
  for (const entry of history) {
    if (entry.type === "process.start" && entry.cpuLimitMilli !== undefined) {
      const before = found.get(entry.process);
      const none = { cpuPeriods: null, throttledPeriods: null, throttledSeconds: null };
      found.set(entry.process, { ...none, ...before, limitMilli: entry.cpuLimitMilli });
    } else if (entry.type === "process.usage") {
      const summary = found.get(entry.process);
      if (!summary) continue;
      summary.cpuPeriods = larger(summary.cpuPeriods, entry.cpuPeriods);
      summary.throttledPeriods = larger(summary.throttledPeriods, entry.throttledPeriods);
      summary.throttledSeconds = larger(summary.throttledSeconds, entry.throttledSeconds);
    }
  }
  return found;
}

function gitRequests(history: readonly HistoryEntry[]): Record<string, number> {
  const found = new Map<string, number>();
  for (const entry of history) {
    if (entry.type === "git.request") add(found, entry.endpoint, 1);
  }
  return sorted(found);
}

function kubernetesRequests(
  history: readonly HistoryEntry[],
): Record<string, Record<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const entry of history) {
    if (entry.type !== "kube.requests") continue;
    for (const [controller, counts] of Object.entries(entry.counts)) {
      const total = found.get(controller) ?? new Map<string, number>();
      found.set(controller, total);
      for (const [request, count] of Object.entries(counts)) add(total, request, count);
    }
  }
  return sorted(new Map([...found].map(([controller, total]) => [controller, sorted(total)])));
}

function add(totals: Map<string, number>, key: string, count: number): void {
  totals.set(key, (totals.get(key) ?? 0) + count);
}

function larger(a: number | null, b: number | undefined): number | null {
  if (b === undefined) return a;
  return a === null ? b : Math.max(a, b);
}

/** Keys in code-point order, so that the same history gives the same bytes. */
function sorted<T>(found: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
