import type { LatencySummary, MemorySummary, Stage } from "../harness/core/metrics.ts";
import { stages } from "../harness/core/metrics.ts";
import {
  absent,
  formatBytes,
  formatCount,
  formatCpus,
  formatFigure,
  formatMs,
} from "./quantity.ts";
import type { StoredRun } from "./stored-run.ts";

/** Figures as text, for every report that shows them as a table. */
export interface FigureTable {
  head: string[];
  /** The first columns are words, the others figures. */
  words: number;
  rows: string[][];
}

const latencyHead = ["changes", "missing", "p50", "p95", "p99", "max"];

/** Latency to Ready, a row a scenario; scenarios without a change to follow have none. */
export function latencyFigures(runs: readonly StoredRun[]): FigureTable {
  const rows = runs.flatMap(({ info, metrics }) => {
    const name = info.scenario.name;
    if (!metrics) return [];
    return [
      [name, "from push", metrics.latencyMs] as const,
      [name, "cold start", metrics.coldStartMs] as const,
    ];
  });
  return {
    head: ["scenario", "measured", ...latencyHead],
    words: 2,
    rows: rows
      .filter(([, , summary]) => measured(summary))
      .map(([name, from, summary]) => [name, from, ...latencyCells(summary)]),
  };
}

/** Latency to Ready from push alone, a row a scenario. */
export function pushFigures(runs: readonly StoredRun[]): FigureTable {
  const rows = runs.flatMap(({ info, metrics }) =>
    metrics && measured(metrics.latencyMs)
      ? [[info.scenario.name, ...latencyCells(metrics.latencyMs)]]
      : [],
  );
  return { head: ["scenario", ...latencyHead], words: 1, rows };
}

/** Latency of one run to each stage of a change. */
export function stageFigures(byStage: Record<Stage, LatencySummary>): FigureTable {
  return {
    head: ["stage", ...latencyHead],
    words: 1,
    rows: stages.map((stage) => [stage, ...latencyCells(byStage[stage])]),
  };
}

/** Memory, a row a controller of a scenario. @param told which of them; all by default. */
export function memoryFigures(
  runs: readonly StoredRun[],
  told: (run: StoredRun, controller: string, memory: MemorySummary) => boolean = () => true,
): FigureTable {
  const rows = runs.flatMap((run) =>
    Object.entries(run.metrics?.memoryBytes ?? {})
      .filter(([controller, memory]) => told(run, controller, memory))
      .map(([controller, memory]) => [
        run.info.scenario.name,
        controller,
        ...[memory.rssPeak, memory.workingSetPeak, memory.anonPeak, memory.limit].map(formatBytes),
        formatCount(memory.oomKills),
        formatCount(memory.restarts),
      ]),
  );
  const figures = ["resident peak", "working set peak", "anonymous peak", "limit"];
  return {
    head: ["scenario", "controller", ...figures, "OOM kills", "restarts"],
    words: 2,
    rows,
  };
}

/** What CPU limits did, a row a controller that ran under one. */
export function throttlingFigures(runs: readonly StoredRun[]): FigureTable {
  const rows = runs.flatMap(({ info, metrics }) =>
    Object.entries(metrics?.throttling ?? {}).map(([controller, of]) => [
      ...[info.scenario.name, controller, formatCpus(of.limitMilli / 1000)],
      formatFigure("seconds", metrics?.cpuSeconds[controller]),
      formatFigure("seconds", of.throttledSeconds),
      shareText(of.throttledPeriods, of.cpuPeriods),
    ]),
  );
  const figures = ["CPU limit", "CPU used", "kept from running", "periods cut"];
  return { head: ["scenario", "controller", ...figures], words: 2, rows };
}

/** `12 of 40 (30 %)` */
function shareText(part: number | null, whole: number | null): string {
  if (part === null || whole === null) return absent;
  const percent = whole === 0 ? 0 : Math.round((100 * part) / whole);
  return `${part} of ${whole} (${percent} %)`;
}

/** The table without its first column, for a report that has one table a scenario. */
export function withoutScenario({ head, words, rows }: FigureTable): FigureTable {
  return { head: head.slice(1), words: words - 1, rows: rows.map((row) => row.slice(1)) };
}

/** Whether there was anything to measure. */
export function measured({ count, missing }: LatencySummary): boolean {
  return count + missing > 0;
}

function latencyCells({ count, missing, p50, p95, p99, max }: LatencySummary): string[] {
  return [formatCount(count), formatCount(missing), ...[p50, p95, p99, max].map(formatMs)];
}
