import type { BystanderSample } from "./bystander-worker.ts";
import type { WireProblem } from "./generator-over-wire.ts";
import { mebibytes } from "./report-served.ts";
import type { ServedProgram } from "./served-program.ts";

/** What one attack did to the server. */
export interface PhaseResult {
  name: string;
  ms: number;
  /** The highest resident memory seen while it went on. */
  peakBytes: number;
  /** Of requests of the well-behaved client. */
  bystander: {
    requests: number;
    failed: string[];
    p50Ms: number;
    p99Ms: number;
    maxMs: number;
    /** The longest without what it stood in line for a processor: all that the server can help. */
    ownMaxMs: number;
  };
}

/** What the served program is held to. */
export const servedLimits: ServedLimits = {
  bytesMax: 1024 * 1024 * 1024,
  bystanderMsMax: 5_000,
  stopMsMax: 10_000,
};

export interface ServedLimits {
  /** Resident memory. */
  bytesMax: number;
  /** Any one answer to the well-behaved client, but for waits for a processor. */
  bystanderMsMax: number;
  stopMsMax: number;
}

/** What went wrong while an attack went on. */
export function problemsOf(
  phase: PhaseResult,
  program: ServedProgram,
  limits: ServedLimits,
): WireProblem[] {
  const problems: string[] = [];
  const ended = program.ended();
  const { requests, failed, ownMaxMs } = phase.bystander;
  if (ended !== undefined) problems.push(`the server ended: ${ended}\n${program.log()}`);
  if (phase.peakBytes > limits.bytesMax) {
    problems.push(
      `resident memory of ${mebibytes(phase.peakBytes)}, limit ${mebibytes(limits.bytesMax)}`,
    );
  }
  if (failed.length > 0) problems.push(`a well-behaved client was refused: ${failed[0]}`);
  if (requests === 0 && phase.ms > limits.bystanderMsMax) {
    problems.push(`a well-behaved client got no answer in ${phase.ms.toFixed(0)} ms`);
  }
  if (ownMaxMs > limits.bystanderMsMax) {
    problems.push(
      `a well-behaved client waited ${ownMaxMs.toFixed(0)} ms, limit ${limits.bystanderMsMax}`,
    );
  }
  return problems.map((problem) => ({ problem, request: phase.name }));
}

export function summarize(samples: BystanderSample[]): PhaseResult["bystander"] {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  // To be told to come back later is an answer, too.
  const failed = samples
    .filter(({ status }) => status !== 429 && (status === 0 || status >= 400))
    .map(({ what, status, error }) => `${what}: ${error ?? status}`);
  const ownMaxMs = Math.max(0, ...samples.map(({ ms, lineMs }) => ms - lineMs));
  const [p50Ms, p99Ms, maxMs] = [at(0.5), at(0.99), at(1)];
  return { requests: samples.length, failed, p50Ms, p99Ms, maxMs, ownMaxMs };
}
