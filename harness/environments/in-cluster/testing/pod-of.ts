import type { PodState } from "../pod-lives.ts";

/** A Pod of one container `manager` on node `node`: one that runs, or how it ended. */
export function podOf(request: {
  uid: string;
  running?: string;
  last?: { id: string; exitCode: number; reason?: string };
  ended?: { id: string; exitCode: number; reason?: string };
  gone?: boolean;
}): PodState {
  const { uid, running, last, ended, gone } = request;
  const terminated = (of: { id: string; exitCode: number; reason?: string }) => ({
    terminated: { containerID: of.id, exitCode: of.exitCode, reason: of.reason ?? "Error" },
  });
  return {
    metadata: {
      ...{ name: `pod-${uid}`, uid },
      ...(gone ? { deletionTimestamp: "2026-01-01T00:00:00Z" } : {}),
    },
    spec: { nodeName: "node" },
    status: {
      containerStatuses: [
        {
          name: "manager",
          ...(running ? { containerID: running } : {}),
          state: ended ? terminated(ended) : running ? { running: {} } : { waiting: {} },
          ...(last ? { lastState: terminated(last) } : {}),
        },
      ],
    },
  };
}
