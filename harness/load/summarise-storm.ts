import { quantile } from "../analysis/quantile.ts";
import type { LoadFigures, Observation } from "../core/history.ts";
import type { LoadPoint, StormResult } from "./storm.ts";

export type TimedObservation = { observation: Observation; tMs: number };

/** A storm as observations: its seconds, each by what began in it, then the whole. */
export function summariseStorm(
  result: StormResult,
  { storm, receiver, wanted }: { storm: string; receiver: string; wanted: number },
): TimedObservation[] {
  const { by, startMs, points, droppedAtMs } = result;
  const secondOf = (atMs: number) => Math.max(0, Math.floor((atMs - startMs) / 1000));
  const sent = Map.groupBy(points, ({ atMs }) => secondOf(atMs));
  const dropped = Map.groupBy(droppedAtMs, secondOf);
  const seconds = [...new Set([...sent.keys(), ...dropped.keys()])].sort((a, b) => a - b);
  const figures = (second: number) =>
    figuresOf(sent.get(second) ?? [], dropped.get(second)?.length ?? 0);
  const endMs = points.reduce((late, one) => Math.max(late, one.atMs + one.durationMs), startMs);
  return [
    ...seconds.map((second) => ({
      observation: { type: "load.second" as const, storm, second, ...figures(second) },
      tMs: startMs + second * 1000,
    })),
    {
      observation: {
        ...{ type: "load.end" as const, storm, receiver, by, wanted },
        ...figuresOf(points, droppedAtMs.length),
      },
      tMs: endMs,
    },
  ];
}

function figuresOf(points: readonly LoadPoint[], dropped: number): LoadFigures {
  const statuses: Record<string, number> = {};
  // Keys that are whole numbers stand in ascending order, whatever came first.
  for (const { status } of points) statuses[status] = (statuses[status] ?? 0) + 1;
  const durations = points
    .filter(({ status }) => status !== 0)
    .map(({ durationMs }) => durationMs)
    .sort((a, b) => a - b);
  return { sent: points.length, dropped, statuses, durationMs: spreadOf(durations) };
}

function spreadOf(sorted: readonly number[]): LoadFigures["durationMs"] {
  if (sorted.length === 0) return null;
  const at = (share: number) => Math.round((quantile(sorted, share) ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
