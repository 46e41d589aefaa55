import type { Json } from "../../../harness/core/json.ts";
import type { Outcome, StageMaker } from "../behaviour.ts";
import type { Stage, Template } from "../stage.ts";
import { isDeleted, isNotDeleted } from "./requirements.ts";

const of = { apiVersion: "v1", resource: "pods" };
const runsOn = { path: "spec.restartPolicy", equals: "Always" } as const;
const isPending = { path: "status.phase", equals: "Pending" } as const;

const condition = (type: string, status: "True" | "False", more = {}) => ({
  type,
  status,
  ...more,
});

const scheduled = [condition("PodScheduled", "True"), condition("Initialized", "True")];
const conditions = (ready: "True" | "False", more = {}) => [
  ...scheduled,
  condition("ContainersReady", ready, more),
  condition("Ready", ready, more),
];

const containers = (ready: boolean, state: { [key: string]: Template }, more = {}): Template => ({
  $each: "spec.containers",
  do: {
    name: { $from: "item.name" },
    image: { $from: "item.image" },
    imageID: { $text: "{item.image}" },
    ready,
    started: ready,
    restartCount: 0,
    state,
    ...more,
  },
});

/** Without a node: the API server deletes such Pods at once. */
export const podStages: StageMaker = ({ outcome, after, seenAfter }) => [
  { name: "pod-ends", of, when: [isDeleted], delay: 0, next: { delete: true } },
  ...ends[outcome](after, seenAfter),
];

const ends: Record<Outcome, (after: Stage["delay"], seenAfter: Stage["delay"]) => Stage[]> = {
  ready: (after, seenAfter) => [
    starts(seenAfter),
    {
      name: "pod-becomes-ready",
      of,
      when: [isNotDeleted, isPending, runsOn],
      delay: after,
      next: running(
        conditions("True"),
        containers(true, { running: { startedAt: { $now: true } } }),
      ),
    },
    {
      name: "pod-succeeds",
      of,
      when: [isNotDeleted, isPending],
      delay: after,
      next: {
        status: {
          phase: "Succeeded",
          conditions: conditions("False", { reason: "PodCompleted" }),
          containerStatuses: containers(false, {
            terminated: {
              exitCode: 0,
              reason: "Completed",
              startedAt: { $now: true },
              finishedAt: { $now: true },
            },
          }),
        },
      },
    },
  ],
  "crash-loop": (after, seenAfter) => [
    starts(seenAfter),
    {
      name: "pod-crashes",
      of,
      when: [isNotDeleted, isPending, runsOn],
      delay: after,
      next: running(
        conditions("False", {
          reason: "ContainersNotReady",
          message: "containers with unready status",
        }),
        containers(false, { waiting: crashLoop }, { restartCount: 3, lastState: { terminated } }),
      ),
    },
    {
      name: "pod-fails",
      of,
      when: [isNotDeleted, isPending],
      delay: after,
      next: {
        status: {
          phase: "Failed",
          conditions: conditions("False", { reason: "PodFailed" }),
          containerStatuses: containers(false, { terminated }),
        },
      },
    },
  ],
  never: (_, seenAfter) => [
    {
      name: "pod-can-not-be-scheduled",
      of,
      when: [isNotDeleted, { path: "status.conditions[type=PodScheduled]", exists: false }],
      delay: seenAfter,
      next: {
        status: {
          conditions: [
            condition("PodScheduled", "False", {
              reason: "Unschedulable",
              message: "0/1 nodes are available: 1 Insufficient cpu.",
            }),
          ],
        },
      },
    },
  ],
};

const starts = (delay: Stage["delay"]): Stage => ({
  name: "pod-starts",
  of,
  when: [isNotDeleted, isPending, { path: "status.startTime", exists: false }],
  delay,
  next: {
    status: {
      startTime: { $now: true },
      conditions: [
        ...scheduled,
        ...["ContainersReady", "Ready"].map((type) =>
          condition(type, "False", { reason: "ContainersNotReady" }),
        ),
      ],
      containerStatuses: containers(false, { waiting: { reason: "ContainerCreating" } }),
    },
  },
});

function running(conditions: Json[], containerStatuses: Template): Stage["next"] {
  return { status: { phase: "Running", conditions, containerStatuses } };
}

const crashLoop: { [key: string]: Json } = {
  reason: "CrashLoopBackOff",
  message: "back-off 40s restarting failed container",
};

const terminated: { [key: string]: Template } = {
  exitCode: 1,
  reason: "Error",
  startedAt: { $now: true },
  finishedAt: { $now: true },
};
