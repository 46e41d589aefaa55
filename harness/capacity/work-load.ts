import jstat from "jstat";
import { keptOpenMs } from "../analysis/capacity/connections.ts";
import type { CapacityQuestion, Estimate } from "../core/capacity.ts";

/** Of intervals, in Flux's controllers by default (`flux-behaviour.md`, "Flags"). */
export const jitter = 0.05;

/** What a commit brings to one instance of kustomize-controller. */
export interface Burst {
  /** Kustomizations to be reconciled at once. */
  kustomizations: number;
  /** Commits that they come from: others arrive before the first one is through. */
  commits: number;
}

/** All Kustomizations together. */
export function allKustomizations({
  clusters,
  kustomizationsPerCluster,
}: CapacityQuestion): number {
  return clusters * kustomizationsPerCluster;
}

/** Those that a commit to one repository wakes. */
export function wokenByCommit(question: CapacityQuestion): number {
  return Math.ceil(allKustomizations(question) / question.repositories);
}

/**
 * How many wait at once, so that the SLO's share of all commits meets no longer a queue. Commits come at random
 * (Poisson); each object waits in a queue but once, however many commits it missed.
 */
export function burstOf(request: {
  question: CapacityQuestion;
  instances: number;
  /** Upper bound of the latency with so many in the queue. */
  latencyMs(burst: Burst): number;
}): Burst {
  const { question, instances, latencyMs } = request;
  const all = Math.ceil(allKustomizations(question) / instances);
  const each = wokenByCommit(question) / instances;
  let commits = 1;
  for (;;) {
    const kustomizations = Math.min(all, Math.ceil(commits * each));
    const meanCommits =
      (question.commitsPerHour / 3_600_000) * latencyMs({ kustomizations, commits });
    const needed = 1 + quantileOfPoisson(meanCommits, question.slo.share);
    if (needed <= commits || kustomizations === all) return { kustomizations, commits };
    commits = needed;
  }
}

/** Connections to source-controller that all Kustomizations leave open at most, however fast workers are. */
export function connectionsMost(question: CapacityQuestion): number {
  const { commitsPerHour, kustomizationIntervalMs } = question;
  const commits = Math.ceil((commitsPerHour * keptOpenMs) / 3_600_000);
  // Each is reconciled once when its controller starts, and by its interval.
  const times = 1 + keptOpenMs / kustomizationIntervalMs;
  return Math.ceil(times * allKustomizations(question)) + commits * wokenByCommit(question);
}

/** Reconciles a second that each instance makes in the steady state: by its interval and by commits. */
export function steadyPerSecond(question: CapacityQuestion, instances: number): number {
  const { kustomizationIntervalMs, commitsPerHour } = question;
  const byInterval = (1000 * allKustomizations(question)) / kustomizationIntervalMs;
  const byCommits = (commitsPerHour * wokenByCommit(question)) / 3600;
  return (byInterval + byCommits) / instances;
}

export function sum(...all: readonly Estimate[]): Estimate {
  const add = (of: keyof Estimate) => all.reduce((total, each) => total + each[of], 0);
  return { value: add("value"), low: add("low"), high: add("high") };
}

export function scale({ value, low, high }: Estimate, by: number): Estimate {
  return { value: value * by, low: low * by, high: high * by };
}

function quantileOfPoisson(mean: number, share: number): number {
  let count = 0;
  while (jstat.poisson.cdf(count, mean) < share) count += 1;
  return count;
}
