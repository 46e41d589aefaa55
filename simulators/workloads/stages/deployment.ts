import type { StageMaker } from "../behaviour.ts";
import type { Stage, Template } from "../stage.ts";
import { ownReplicaSet } from "./owned.ts";
import { isNotDeleted, isSeen, isUnseen } from "./requirements.ts";

const of = { apiVersion: "apps/v1", resource: "deployments" };
const replicas = { $from: "spec.replicas", default: 1 };
const progressReason = "status.conditions[type=Progressing].reason";

/** Reasons and messages are those of the deployment controller. */
const progressing = {
  type: "Progressing",
  status: "True",
  lastUpdateTime: { $now: true },
  reason: "ReplicaSetUpdated",
  message: { $text: 'ReplicaSet "{metadata.name}-{hash}" is progressing.' },
} as const;

const unavailable = {
  type: "Available",
  status: "False",
  lastUpdateTime: { $now: true },
  reason: "MinimumReplicasUnavailable",
  message: "Deployment does not have minimum availability.",
} as const;

const seen = { observedGeneration: { $from: "metadata.generation" }, replicas } as const;
const noMore = (field: string) => ({ $least: [{ $from: `status.${field}` }, replicas] });
const first = { path: "status.conditions[type=Available]", exists: false } as const;

export const deploymentStages: StageMaker = ({ outcome, after, seenAfter }) => [
  {
    name: "deployment-starts",
    of,
    when: [isNotDeleted, isUnseen, first],
    delay: seenAfter,
    next: {
      owns: [ownReplicaSet],
      status: {
        ...seen,
        updatedReplicas: replicas,
        unavailableReplicas: replicas,
        conditions: [progressing, unavailable],
      },
    },
  },
  {
    name: "deployment-rolls-out",
    of,
    when: [isNotDeleted, isUnseen],
    delay: seenAfter,
    // Pods of the revision before go on to serve.
    next: {
      owns: [ownReplicaSet],
      status: {
        ...seen,
        updatedReplicas: 0,
        readyReplicas: noMore("readyReplicas"),
        availableReplicas: noMore("availableReplicas"),
        conditions: [progressing],
      },
    },
  },
  outcome === "ready" ? becomesAvailable(after) : exceedsDeadline,
];

const becomesAvailable = (delay: Stage["delay"]): Stage => ({
  name: "deployment-becomes-available",
  of,
  when: [isNotDeleted, isSeen, { path: progressReason, differs: "NewReplicaSetAvailable" }],
  delay,
  next: {
    status: {
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      unavailableReplicas: null,
      conditions: [
        {
          ...unavailable,
          status: "True",
          reason: "MinimumReplicasAvailable",
          message: "Deployment has minimum availability.",
        },
        {
          ...progressing,
          reason: "NewReplicaSetAvailable",
          message: { $text: 'ReplicaSet "{metadata.name}-{hash}" has successfully progressed.' },
        } satisfies Template,
      ],
    },
  },
});

const exceedsDeadline: Stage = {
  name: "deployment-exceeds-deadline",
  of,
  when: [isNotDeleted, isSeen, { path: progressReason, equals: "ReplicaSetUpdated" }],
  delay: { secondsFrom: "spec.progressDeadlineSeconds", default: 600 },
  next: {
    status: {
      conditions: [
        {
          ...progressing,
          status: "False",
          reason: "ProgressDeadlineExceeded",
          message: { $text: 'ReplicaSet "{metadata.name}-{hash}" has timed out progressing.' },
        } satisfies Template,
      ],
    },
  },
};
