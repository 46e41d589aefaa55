import { expect, test } from "vitest";
import { manualClock } from "../../support/manual-clock.ts";
import { computeStatus } from "./compute-status.ts";

const clock = manualClock();
const past = new Date(clock.epochMs() - 60_000).toISOString();

function statusOf(apiVersion: string, kind: string, fields: object): string {
  const metadata = { name: "a", generation: 1, creationTimestamp: past };
  return computeStatus({ apiVersion, kind, metadata, ...fields }, clock);
}

const conditions = (...said: [string, string, string?][]) =>
  said.map(([type, status, reason = ""]) => ({ type, status, reason }));
const rolledOut = {
  ...{ replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 },
  observedGeneration: 1,
};
const available = conditions(
  ["Available", "True"],
  ["Progressing", "True", "NewReplicaSetAvailable"],
);
const deadline = { replicas: 2, progressDeadlineSeconds: 600 };

test.each([
  ["apps/v1", "Deployment", { spec: deadline }, "InProgress"],
  [
    "apps/v1",
    "Deployment",
    { spec: deadline, status: { ...rolledOut, conditions: available } },
    "Current",
  ],
  [
    "apps/v1",
    "Deployment",
    { spec: deadline, status: { ...rolledOut, replicas: 3, conditions: available } },
    "InProgress",
  ],
  [
    "apps/v1",
    "Deployment",
    { spec: deadline, status: { ...rolledOut, observedGeneration: 0, conditions: available } },
    "InProgress",
  ],
  [
    "apps/v1",
    "Deployment",
    {
      spec: deadline,
      status: { conditions: conditions(["Progressing", "False", "ProgressDeadlineExceeded"]) },
    },
    "Failed",
  ],
  [
    "apps/v1",
    "StatefulSet",
    {
      spec: { replicas: 2 },
      status: { ...rolledOut, currentReplicas: 2, currentRevision: "a", updateRevision: "a" },
    },
    "Current",
  ],
  [
    "apps/v1",
    "StatefulSet",
    {
      spec: { replicas: 2 },
      status: { ...rolledOut, currentReplicas: 2, currentRevision: "a", updateRevision: "b" },
    },
    "InProgress",
  ],
  [
    "apps/v1",
    "DaemonSet",
    { status: { observedGeneration: 1, desiredNumberScheduled: 0 } },
    "Current",
  ],
  ["apps/v1", "DaemonSet", { status: { desiredNumberScheduled: 0 } }, "InProgress"],
  ["batch/v1", "Job", { status: { startTime: past, active: 1 } }, "InProgress"],
  ["batch/v1", "Job", { status: { conditions: conditions(["Complete", "True"]) } }, "Current"],
  ["batch/v1", "Job", { status: { conditions: conditions(["Failed", "True"]) } }, "Failed"],
  [
    "v1",
    "Pod",
    { status: { phase: "Running", conditions: conditions(["Ready", "True"]) } },
    "Current",
  ],
  [
    "v1",
    "Pod",
    {
      status: {
        phase: "Running",
        containerStatuses: [{ state: { waiting: { reason: "CrashLoopBackOff" } } }],
      },
    },
    "Failed",
  ],
  [
    "v1",
    "Pod",
    {
      status: {
        phase: "Pending",
        conditions: conditions(["PodScheduled", "False", "Unschedulable"]),
      },
    },
    "Failed",
  ],
  ["v1", "Pod", { status: { phase: "Pending" } }, "InProgress"],
  ["v1", "PersistentVolumeClaim", { status: { phase: "Pending" } }, "InProgress"],
  ["v1", "PersistentVolumeClaim", { status: { phase: "Bound" } }, "Current"],
  ["v1", "Service", { spec: { type: "LoadBalancer" } }, "InProgress"],
  ["v1", "Service", { spec: { type: "ClusterIP" } }, "Current"],
  ["v1", "ConfigMap", {}, "Current"],
  ["x.io/v1", "Thing", {}, "Current"],
  ["x.io/v1", "Thing", { status: { conditions: conditions(["Ready", "True"]) } }, "Current"],
  ["x.io/v1", "Thing", { status: { conditions: conditions(["Ready", "False"]) } }, "InProgress"],
  ["x.io/v1", "Thing", { status: { observedGeneration: -1 } }, "InProgress"],
  ["x.io/v1", "Thing", { status: { conditions: conditions(["Stalled", "True"]) } }, "Failed"],
  [
    "x.io/v1",
    "Thing",
    { status: { conditions: conditions(["Reconciling", "True"], ["Ready", "True"]) } },
    "InProgress",
  ],
])("%s %s %j is %s", (apiVersion, kind, fields, expected) => {
  expect(statusOf(apiVersion, kind, fields)).toBe(expected);
});

test("what is being deleted is Terminating", () => {
  const metadata = { name: "a", deletionTimestamp: past };
  expect(computeStatus({ apiVersion: "v1", kind: "ConfigMap", metadata }, clock)).toBe(
    "Terminating",
  );
});
