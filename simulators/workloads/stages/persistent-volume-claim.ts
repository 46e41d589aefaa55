import type { StageMaker } from "../behaviour.ts";
import { isDeleted, isNotDeleted } from "./requirements.ts";

const of = { apiVersion: "v1", resource: "persistentvolumeclaims" };

/** Bound in status alone: there is no volume behind it, and `spec.volumeName` stays empty. */
export const persistentVolumeClaimStages: StageMaker = ({ outcome, after }) => [
  {
    name: "claim-is-released",
    of,
    when: [isDeleted],
    delay: 0,
    // The API server puts it on, and nothing that uses claims is here to take it off.
    next: { removeFinalizers: ["kubernetes.io/pvc-protection"] },
  },
  ...(outcome === "ready"
    ? [
        {
          name: "claim-is-bound",
          of,
          when: [isNotDeleted, { path: "status.phase", differs: "Bound" }],
          delay: after,
          next: {
            status: {
              phase: "Bound",
              accessModes: { $from: "spec.accessModes" },
              capacity: { $from: "spec.resources.requests" },
            },
          },
        },
      ]
    : []),
];
