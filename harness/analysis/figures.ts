import { type Metrics, stages } from "../core/metrics.ts";

/** Names for all figures that a run has; what could not be measured has none. */
export function flatten(metrics: Metrics): Record<string, number> {
  const figures: [string, number | null][] = [];
  for (const [kind, latency] of [
    ["latency", metrics.latencyMs],
    ["coldStart", metrics.coldStartMs],
  ] as const) {
    for (const stage of stages) {
      const { p50, p95, p99, max, missing } = latency.byStage[stage];
      for (const [name, value] of Object.entries({ p50, p95, p99, max })) {
        figures.push([`${kind}.${stage}.${name}Ms`, value]);
      }
      figures.push([`${kind}.${stage}.missing`, missing]);
    }
  }
  for (const [process, memory] of Object.entries(metrics.memoryBytes)) {
    const { rssPeak, workingSetPeak, anonPeak, oomKills, restarts } = memory;
    for (const [name, value] of Object.entries({ rssPeak, workingSetPeak, anonPeak })) {
      figures.push([`memory.${process}.${name}Bytes`, value]);
    }
    figures.push(
      [`memory.${process}.oomKills`, oomKills],
      [`process.${process}.restarts`, restarts],
    );
  }
  for (const [process, seconds] of Object.entries(metrics.cpuSeconds)) {
    figures.push([`cpu.${process}.seconds`, seconds]);
  }
  for (const [process, summary] of Object.entries(metrics.throttling ?? {})) {
    figures.push([`cpu.${process}.throttledSeconds`, summary.throttledSeconds]);
  }
  for (const [endpoint, count] of Object.entries(metrics.requests.git)) {
    figures.push([`requests.git.${endpoint}`, count]);
  }
  for (const [process, counts] of Object.entries(metrics.requests.kubernetes)) {
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    figures.push([`requests.kubernetes.${process}`, all]);
  }
  return Object.fromEntries(
    figures.filter((figure): figure is [string, number] => figure[1] !== null),
  );
}
