import type { Delay, Selection, Stage, StageSet } from "./stage.ts";
import { daemonSetStages } from "./stages/daemon-set.ts";
import { deploymentStages } from "./stages/deployment.ts";
import { jobStages } from "./stages/job.ts";
import { persistentVolumeClaimStages } from "./stages/persistent-volume-claim.ts";
import { podStages } from "./stages/pod.ts";
import { replicaSetStages } from "./stages/replica-set.ts";
import { serviceStages } from "./stages/service.ts";
import { statefulSetStages } from "./stages/stateful-set.ts";

/**
 * - `ready`: it comes up, a Job completes;
 * - `crash-loop`: its containers keep failing: a Deployment exceeds its progress deadline, a Job fails;
 * - `never`: it is seen, and nothing comes of it: a Pod can't be scheduled, a claim is not bound.
 */
export type Outcome = "ready" | "crash-loop" | "never";

/** What becomes of some workloads; the first that selects an object counts. */
export interface Behaviour {
  /** Absent for all. */
  select?: Selection;
  outcome: Outcome;
  /** From when it is seen to the outcome; default 0. */
  after?: Delay;
  /** From its creation, or a change of its spec, to when it is seen; default 0. */
  seenAfter?: Delay;
}

/** One kind's stages for an outcome. */
export type StageMaker = (how: { outcome: Outcome; after: Delay; seenAfter: Delay }) => Stage[];

const kinds: StageMaker[] = [
  deploymentStages,
  replicaSetStages,
  statefulSetStages,
  daemonSetStages,
  jobStages,
  podStages,
  persistentVolumeClaimStages,
  serviceStages,
];

/** Stages of all workloads; what no behaviour selects gets ready at once. */
export function workloadStages(behaviours: readonly Behaviour[] = []): StageSet[] {
  const all: Behaviour[] = [...behaviours, { outcome: "ready" }];
  return all.map(({ select = {}, outcome, after = 0, seenAfter = 0 }) => ({
    select,
    stages: kinds.flatMap((stagesOf) => stagesOf({ outcome, after, seenAfter })),
  }));
}
