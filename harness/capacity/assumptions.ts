import { reach } from "../analysis/capacity/fit-model.ts";
import type { CapacityQuestion } from "../core/capacity.ts";
import { utilisationMost } from "./candidate.ts";
import type { FoundPlan } from "./find-plan.ts";
import { allKustomizations, wokenByCommit } from "./work-load.ts";

/** What must be true for a plan to hold. */
export function assumptionsOf(request: {
  question: CapacityQuestion;
  found: FoundPlan;
  shardsMeasured: number;
}): string[] {
  const { question, found, shardsMeasured } = request;
  const { choice, burst } = found.kustomize;
  const all = allKustomizations(question);
  return [
    `One Flux on one API server reconciles all ${all} Kustomizations; each applies objects as small and as few as those measured, to that same API server.`,
    `${question.repositories} ${question.repositories === 1 ? "repository holds them all" : `repositories share them, ${wokenByCommit(question)} each`}: a commit wakes every Kustomization of its repository. Each holds ${question.filesPerRepository} files, as small as those measured.`,
    `${question.commitsPerHour} commits an hour, at random times; up to ${burst?.commits ?? 1} of them wait at once.`,
    "The SLO counts every Kustomization of every commit, those that fall anywhere between two polls.",
    ...(choice.instances > 1
      ? [
          "The label sharding.fluxcd.io/key deals the Kustomizations of every repository out evenly.",
          shardsMeasured > 1
            ? `Instances slow one another down no more than the ${shardsMeasured} did that were measured, up to ${reach} times as many.`
            : "Shards were not measured: each instance is held to be as fast as one alone, so the API server must not be what limits them.",
        ]
      : []),
    "A Kustomization that finds nothing new takes no longer than one that applies a commit, and a poll no longer than a fetch.",
    "No Kustomization waits for health (`wait`, `healthChecks`): one that does holds its worker meanwhile.",
    `Workers are to be busy for ${100 * utilisationMost} % of their time at most.`,
    "The machine's cores are as fast as those it was measured on.",
  ];
}
