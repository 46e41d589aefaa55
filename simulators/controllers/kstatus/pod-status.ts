import type { Clock } from "../../../harness/core/clock.ts";
import type { StatusName } from "./compute-status.ts";
import { conditionIn, type Fields } from "./fields.ts";

/** How long a pod may look for a node before it counts as unschedulable, in milliseconds. */
const scheduleMs = 15_000;

export function podStatus(pod: Fields, clock: Clock): StatusName {
  switch (pod.status?.phase) {
    case "Succeeded":
    case "Failed":
      // A pod that has ended is what it will ever be, however it ended.
      return "Current";
    case "Running":
      if (conditionIn(pod, "Ready")?.status === "True") return "Current";
      return isCrashLooping(pod) ? "Failed" : "InProgress";
    case "Pending": {
      const scheduled = conditionIn(pod, "PodScheduled");
      const isStuck = scheduled?.status === "False" && scheduled.reason === "Unschedulable";
      const createdMs = Date.parse(pod.metadata.creationTimestamp ?? "");
      return isStuck && clock.epochMs() - scheduleMs >= createdMs ? "Failed" : "InProgress";
    }
    default:
      return "InProgress";
  }
}

interface ContainerStatus {
  state?: { waiting?: { reason?: string } };
}

function isCrashLooping({ status }: Fields): boolean {
  const containers = (status?.containerStatuses ?? []) as ContainerStatus[];
  return containers.some(({ state }) => state?.waiting?.reason === "CrashLoopBackOff");
}
