import { keptOpenMs } from "../analysis/capacity/connections.ts";
import type { Features } from "../analysis/capacity/features.ts";
import { confidence } from "../analysis/capacity/fit-model.ts";
import type { Models } from "../analysis/capacity/fit-models.ts";
import { kustomizeController } from "../analysis/capacity/formula.ts";
import { predict } from "../analysis/capacity/intervals.ts";
import type { Fit } from "../analysis/capacity/least-squares.ts";
import { beyondRange } from "../analysis/capacity/range.ts";
import { throughput } from "../analysis/capacity/throughput.ts";
import type { CapacityQuestion, CellVerdict, Estimate } from "../core/capacity.ts";
import { formatBytes, formatMs } from "../core/quantity.ts";
import {
  allKustomizations,
  type Burst,
  burstOf,
  connectionsMost,
  jitter,
  steadyPerSecond,
  sum,
} from "./work-load.ts";

/** A way to run kustomize-controller. */
export interface Choice {
  instances: number;
  concurrency: number;
  sourceIntervalMs: number;
}

/** What the models say of a choice. */
export interface Assessment {
  choice: Choice;
  verdict: CellVerdict;
  because: string;
  /** Absent where out of range; the latency also where the queue would never empty. */
  latencyMs?: Estimate;
  parts?: { pollMs: Estimate; fixedMs: Estimate; drainMs: Estimate };
  memoryBytes?: Estimate;
  utilisation?: Estimate;
  burst?: Burst;
}

/** Of a limit, that a peak may fill: one more measurement than those that were made may lie above them. */
export const memoryHeadroom = 1.25;

/** Of its time, that an instance may work in the steady state: above it queues grow long by chance alone. */
export const utilisationMost = 0.7;

/** Judges one choice by the upper ends of the intervals. */
export function assess(question: CapacityQuestion, models: Models, choice: Choice): Assessment {
  const { instances, concurrency } = choice;
  const { memoryLimitBytes } = question;
  const features = featuresOf(question, choice);
  const memory = models.memory[kustomizeController];
  const outside =
    beyondRange(models.latency.document, features) ??
    beyondRange(models.drain.document, features) ??
    beyondRange(memory.document, features);
  if (outside || !models.latency.fit || !models.drain.fit || !memory.fit) {
    return { choice, verdict: "out-of-range", because: outside ?? "no model fits" };
  }

  const perSecond = throughput(models.drain.fit, features);
  const connections = Math.min(
    connectionsMost(question) / instances,
    perSecond.high * (keptOpenMs / 1000),
  );
  const memoryBytes = predict(memory.fit, { ...features, connections }, confidence);
  const steady = steadyPerSecond(question, instances);
  const utilisation = {
    value: steady / perSecond.value,
    low: steady / perSecond.high,
    high: steady / perSecond.low,
  };
  const found = { choice, memoryBytes, utilisation };
  if (memoryBytes.high * memoryHeadroom > memoryLimitBytes) {
    return {
      ...{ ...found, verdict: "too-large" },
      because: `peak memory up to ${formatBytes(memoryBytes.high)}, times ${memoryHeadroom} for headroom, is above ${formatBytes(memoryLimitBytes)}`,
    };
  }
  if (utilisation.high > utilisationMost) {
    return {
      ...{ ...found, verdict: "overloaded" },
      because: `${instances} × ${concurrency} workers are busy up to ${percent(utilisation.high)} of their time, expected ${percent(utilisationMost)} or less`,
    };
  }
  const { fit } = models.latency;
  // What else there is to do takes its share of the workers.
  const drain = ({ kustomizations, commits }: Burst) =>
    slowed(
      predict(fit, { ...features, kustomizations, repositories: commits }, confidence),
      utilisation,
    );
  const burst = burstOf({ question, instances, latencyMs: (of) => drain(of).high });
  return { ...found, burst, ...heldToSlo({ question, choice, drained: drain(burst), burst, fit }) };
}

function heldToSlo(request: {
  question: CapacityQuestion;
  choice: Choice;
  drained: Estimate;
  burst: Burst;
  fit: Fit<Features>;
}): Pick<Assessment, "verdict" | "because" | "latencyMs" | "parts"> {
  const { question, choice, drained, burst, fit } = request;
  const { slo } = question;
  const waited = pollMsOf(question, choice.sourceIntervalMs);
  const [fixed = 0] = fit.parameters;
  const isWithin = waited + drained.high <= slo.withinMs;
  return {
    verdict: isWithin ? "holds" : "too-slow",
    because: `${slo.text.split(" <=")[0]} up to ${formatMs(waited + drained.high)}: ${formatMs(waited)} until the poll, ${formatMs(drained.high)} for ${burst.kustomizations} Kustomizations`,
    latencyMs: {
      value: waited + drained.value,
      // A share of the sum is at least that of either part.
      low: Math.max(waited, drained.low),
      high: waited + drained.high,
    },
    parts: {
      pollMs: { value: waited, low: 0, high: waited },
      fixedMs: { value: fixed, low: fixed, high: fixed },
      drainMs: sum(drained, { value: -fixed, low: -fixed, high: -fixed }),
    },
  };
}

/**
 * That share of all commits is fetched within. A push falls anywhere between two polls; the share of a sum is at
 * most the sum of the shares, for the shares that an SLO may name.
 */
export function pollMsOf({ slo }: CapacityQuestion, sourceIntervalMs: number): number {
  return sourceIntervalMs * (1 + jitter) * slo.share;
}

function featuresOf(question: CapacityQuestion, choice: Choice): Features {
  const { instances, concurrency } = choice;
  return {
    kustomizations: Math.ceil(allKustomizations(question) / instances),
    repositories: 1,
    filesPerRepository: question.filesPerRepository,
    ...{ concurrency, shards: instances, waves: 1, connections: 0, pace: 1 },
  };
}

function slowed(of: Estimate, { value, low, high }: Estimate): Estimate {
  return { value: of.value / (1 - value), low: of.low / (1 - low), high: of.high / (1 - high) };
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
