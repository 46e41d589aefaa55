import type { PhaseResult } from "./phase.ts";
import type { ServedResult } from "./run-served.ts";

/** One attack in a line. */
export function describePhase({ name, ms, peakBytes, bystander }: PhaseResult): string {
  const { requests, failed, p50Ms, p99Ms, maxMs, ownMaxMs } = bystander;
  const others = requests === 0 ? "nothing asked" : `${requests} requests of a well-behaved client`;
  const times = [p50Ms, p99Ms, maxMs].map((each) => each.toFixed(0)).join("/");
  return (
    `${name}: ${(ms / 1000).toFixed(1)} s, ${mebibytes(peakBytes)}, ${others} in ${times} ms ` +
    `(half/99 %/longest), ${ownMaxMs.toFixed(0)} without waits for a processor${failed.length > 0 ? `, ${failed.length} failed` : ""}`
  );
}

/** What all attacks came to, and what was wrong. */
export function describeServed(result: ServedResult, shownMax: number): string {
  const { phases, statuses, problems, peakBytes, stopMs } = result;
  const answers = [...statuses].map(([status, count]) => `${status} ${count}`).join(", ");
  const longestMs = Math.max(...phases.map(({ bystander }) => bystander.ownMaxMs));
  const summary =
    `${phases.length} attacks; answers to malformed requests: ${answers}; ` +
    `resident at most ${mebibytes(peakBytes)}; a well-behaved client waited ${longestMs.toFixed(0)} ms ` +
    `at most, waits for a processor apart; ended ${stopMs.toFixed(0)} ms after SIGTERM; ${problems.length} problems`;
  const shown = problems
    .slice(0, shownMax)
    .map(({ problem, request }) => `${problem}\n  ${request}`);
  return [summary, ...shown].join("\n\n");
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
