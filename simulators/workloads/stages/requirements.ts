import type { Requirement } from "../stage.ts";

export const isNotDeleted: Requirement = { path: "metadata.deletionTimestamp", exists: false };
export const isDeleted: Requirement = { path: "metadata.deletionTimestamp", exists: true };

/** The controller has yet to see the spec as it is. */
export const isUnseen: Requirement = {
  path: "status.observedGeneration",
  differs: { $from: "metadata.generation" },
};

export const isSeen: Requirement = {
  path: "status.observedGeneration",
  equals: { $from: "metadata.generation" },
};
