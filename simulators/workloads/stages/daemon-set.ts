import type { StageMaker } from "../behaviour.ts";
import { ownPods } from "./owned.ts";
import { isNotDeleted, isSeen, isUnseen } from "./requirements.ts";

const of = { apiVersion: "apps/v1", resource: "daemonsets" };

/** As in a cluster of one node. */
export const daemonSetStages: StageMaker = ({ outcome, after, seenAfter }) => [
  {
    name: "daemon-set-starts",
    of,
    when: [isNotDeleted, isUnseen],
    delay: seenAfter,
    next: {
      owns: [ownPods(1, { labels: { "controller-revision-hash": { $text: "{hash}" } } })],
      status: {
        observedGeneration: { $from: "metadata.generation" },
        desiredNumberScheduled: 1,
        currentNumberScheduled: 1,
        updatedNumberScheduled: 1,
        numberMisscheduled: 0,
        numberReady: 0,
        numberAvailable: 0,
        numberUnavailable: 1,
      },
    },
  },
  ...(outcome === "ready"
    ? [
        {
          name: "daemon-set-becomes-ready",
          of,
          when: [isNotDeleted, isSeen, { path: "status.numberReady", differs: 1 }],
          delay: after,
          next: { status: { numberReady: 1, numberAvailable: 1, numberUnavailable: null } },
        },
      ]
    : []),
];
