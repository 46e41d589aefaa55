import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { workloadStages } from "./behaviour.ts";
import { stageOf } from "./match-stage.ts";
import { digestOf, type Judged, judgedFile } from "./testing/judged.ts";
import { livesOf } from "./testing/lives.ts";

const judged = readFileSync(judgedFile, "utf8")
  .trimEnd()
  .split("\n")
  .map((line): Judged => JSON.parse(line));

test("kstatus has judged each state that workloads go through", () => {
  const states = livesOf().map(({ object, ...state }) => ({ ...state, digest: digestOf(object) }));
  const known = judged.map(({ status: _, message: __, ...state }) => state);
  expect(known, "refresh with: node simulators/workloads/testing/record-kstatus.ts").toEqual(
    states,
  );
});

test.each([
  ["ready", "Deployment", "InProgress InProgress Current"],
  ["ready", "ReplicaSet", "InProgress InProgress Current"],
  ["ready", "StatefulSet", "InProgress InProgress Current"],
  ["ready", "DaemonSet", "InProgress InProgress Current"],
  // kstatus takes a Job that runs for done: Flux itself waits for its completion.
  ["ready", "Job", "InProgress Current Current"],
  ["ready", "Pod", "InProgress InProgress Current"],
  ["ready", "PersistentVolumeClaim", "InProgress Current"],
  ["ready", "Service", "Current Current"],
  ["crash-loop", "Deployment", "InProgress InProgress Failed"],
  ["crash-loop", "ReplicaSet", "InProgress InProgress"],
  ["crash-loop", "StatefulSet", "InProgress InProgress"],
  ["crash-loop", "DaemonSet", "InProgress InProgress"],
  ["crash-loop", "Job", "InProgress Current Failed"],
  ["crash-loop", "Pod", "InProgress InProgress Failed"],
  ["crash-loop", "PersistentVolumeClaim", "InProgress"],
  ["never", "Deployment", "InProgress InProgress Failed"],
  ["never", "StatefulSet", "InProgress InProgress"],
  ["never", "DaemonSet", "InProgress InProgress"],
  ["never", "Job", "InProgress Current"],
  ["never", "Pod", "InProgress Failed"],
  ["never", "PersistentVolumeClaim", "InProgress"],
])("with outcome %s, kstatus sees a %s as %s", (outcome, kind, expected) => {
  const life = judged.filter((each) => each.outcome === outcome && each.kind === kind);
  expect(life.map(({ status }) => status).join(" ")).toBe(expected);
});

test("the first behaviour that selects an object is its only one", () => {
  const sets = workloadStages([
    { select: { namespaces: ["team-*"], labels: { broken: "yes" } }, outcome: "never" },
    { select: { resources: ["jobs"] }, outcome: "crash-loop" },
  ]);
  const claims = { apiVersion: "v1", resource: "persistentvolumeclaims" };
  const claim = (namespace: string, labels = {}) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "a", namespace, labels },
    status: { phase: "Pending" },
  });
  const stage = (...args: Parameters<typeof claim>) => stageOf(sets, claims, claim(...args))?.name;
  expect(stage("team-a", { broken: "yes" })).toBeUndefined();
  expect(stage("team-a", { broken: "no" })).toBe("claim-is-bound");
  expect(stage("other", { broken: "yes" })).toBe("claim-is-bound");
});

test("stages are data", () => {
  const sets = workloadStages([{ outcome: "crash-loop", after: [1_000, 2_000] }]);
  expect(JSON.parse(JSON.stringify(sets))).toStrictEqual(sets);
});
