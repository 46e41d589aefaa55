import type { StageMaker } from "../behaviour.ts";
import type { Stage } from "../stage.ts";
import { ownPods } from "./owned.ts";
import { isNotDeleted } from "./requirements.ts";

const of = { apiVersion: "batch/v1", resource: "jobs" };
const parallelism = { $from: "spec.parallelism", default: 1 };

const condition = (type: string, reason: string, message: string) => ({
  type,
  status: "True",
  lastProbeTime: { $now: true } as const,
  reason,
  message,
});
/** Each end is told twice: once it is certain, and once its Pods are gone. */
const completed = ["CompletionsReached", "Reached expected number of succeeded pods"] as const;
const failed = ["BackoffLimitExceeded", "Job has reached the specified backoff limit"] as const;

export const jobStages: StageMaker = ({ outcome, after, seenAfter }) => [
  {
    name: "job-starts",
    of,
    when: [
      isNotDeleted,
      { path: "spec.suspend", differs: true },
      { path: "status.startTime", exists: false },
    ],
    delay: seenAfter,
    next: {
      owns: [ownPods(parallelism)],
      status: { startTime: { $now: true }, active: parallelism, ready: parallelism },
    },
  },
  ...(outcome === "never" ? [] : [ends(outcome, after)]),
];

function ends(outcome: "ready" | "crash-loop", delay: Stage["delay"]): Stage {
  const isDone = outcome === "ready";
  return {
    name: isDone ? "job-completes" : "job-fails",
    of,
    when: [
      isNotDeleted,
      { path: "status.startTime", exists: true },
      { path: "status.conditions[type=Complete]", exists: false },
      { path: "status.conditions[type=Failed]", exists: false },
    ],
    delay,
    next: {
      status: {
        active: 0,
        ready: 0,
        terminating: 0,
        uncountedTerminatedPods: {},
        ...(isDone
          ? {
              succeeded: { $from: "spec.completions", default: 1 },
              completionTime: { $now: true },
              conditions: [
                condition("SuccessCriteriaMet", ...completed),
                condition("Complete", ...completed),
              ],
            }
          : {
              failed: { $from: "spec.backoffLimit", default: 6 },
              conditions: [condition("FailureTarget", ...failed), condition("Failed", ...failed)],
            }),
      },
    },
  };
}
