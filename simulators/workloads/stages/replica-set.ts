import type { StageMaker } from "../behaviour.ts";
import { ownPods } from "./owned.ts";
import { isNotDeleted, isSeen, isUnseen } from "./requirements.ts";

const of = { apiVersion: "apps/v1", resource: "replicasets" };
const replicas = { $from: "spec.replicas", default: 1 };

export const replicaSetStages: StageMaker = ({ outcome, after, seenAfter }) => [
  {
    name: "replica-set-starts",
    of,
    when: [isNotDeleted, isUnseen],
    delay: seenAfter,
    next: {
      owns: [ownPods(replicas)],
      status: {
        observedGeneration: { $from: "metadata.generation" },
        replicas,
        fullyLabeledReplicas: replicas,
        readyReplicas: 0,
        availableReplicas: 0,
      },
    },
  },
  ...(outcome === "ready"
    ? [
        {
          name: "replica-set-becomes-available",
          of,
          when: [
            isNotDeleted,
            isSeen,
            { path: "spec.replicas", differs: 0 },
            { path: "status.availableReplicas", differs: replicas },
          ],
          delay: after,
          next: { status: { readyReplicas: replicas, availableReplicas: replicas } },
        },
      ]
    : []),
];
