import type { StageMaker } from "../behaviour.ts";
import { memberClaims, ownMembers } from "./owned.ts";
import { isNotDeleted, isSeen, isUnseen } from "./requirements.ts";

const of = { apiVersion: "apps/v1", resource: "statefulsets" };
const replicas = { $from: "spec.replicas", default: 1 };
const revision = { $text: "{metadata.name}-{hash}" };

export const statefulSetStages: StageMaker = ({ outcome, after, seenAfter }) => [
  {
    name: "stateful-set-starts",
    of,
    when: [isNotDeleted, isUnseen],
    delay: seenAfter,
    next: {
      owns: [memberClaims, ownMembers],
      status: {
        observedGeneration: { $from: "metadata.generation" },
        replicas,
        readyReplicas: 0,
        availableReplicas: 0,
        updatedReplicas: 0,
        updateRevision: revision,
        collisionCount: 0,
      },
    },
  },
  ...(outcome === "ready"
    ? [
        {
          name: "stateful-set-becomes-ready",
          of,
          when: [isNotDeleted, isSeen, { path: "status.readyReplicas", differs: replicas }],
          delay: after,
          next: {
            status: {
              readyReplicas: replicas,
              availableReplicas: replicas,
              currentReplicas: replicas,
              updatedReplicas: replicas,
              currentRevision: { $from: "status.updateRevision" },
            },
          },
        },
      ]
    : []),
];
