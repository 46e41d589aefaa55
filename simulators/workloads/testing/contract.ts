import { afterAll, beforeAll, expect, test } from "vitest";
import type { KubeClient } from "../../kube/client/kube-client.ts";
import { gone, until } from "../../kube/client/testing/contract.ts";
import { startControllers } from "../../kube/controllers/start-controllers.ts";
import { hastyClock } from "../../kube/controllers/testing/hasty-clock.ts";
import { seededRandom } from "../../support/random.ts";
import { workloadStages } from "../behaviour.ts";
import { stageOf } from "../match-stage.ts";
import { readPath } from "../read-path.ts";
import { runStages } from "../run-stages.ts";
import { outcomes } from "./lives.ts";
import { ownedContract } from "./owned-contract.ts";
import { workloads } from "./workloads.ts";

const namespaces = { apiVersion: "v1", resource: "namespaces" };
const namespace = (name: string) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
/** A namespace for each outcome. */
const sets = workloadStages(
  outcomes.map((outcome) => ({ select: { namespaces: [outcome] }, outcome, after: 1_000 })),
);

/** What stages do on any API server: it takes every status they write. */
export function stagesContract(start: () => KubeClient): void {
  // A deadline of a minute is no wait then.
  const clock = hastyClock(50);
  const stack = new AsyncDisposableStack();
  const errors: unknown[] = [];
  let client: KubeClient;
  beforeAll(async () => {
    client = start();
    const onError = (error: unknown) => errors.push(error);
    stack.use(startControllers({ client, clock }));
    stack.use(await runStages({ api: client, sets, clock, random: seededRandom(1), onError }));
    for (const outcome of outcomes) await client.create(namespaces, namespace(outcome));
    await until(async () => {
      const accounts = { apiVersion: "v1", resource: "serviceaccounts" };
      const { items } = await client.list(accounts);
      return outcomes.every((each) => items.some(({ metadata }) => metadata.namespace === each));
    });
  }, 60_000);
  afterAll(() => stack.disposeAsync());

  const paths = outcomes.flatMap((outcome) =>
    workloads.map(({ of, object }) => ({ of, object, namespace: outcome })),
  );

  test.for(paths)("$namespace: $object.kind comes to rest", async ({ of, object, namespace }) => {
    await client.create({ ...of, namespace }, object);
    const path = { ...of, namespace, name: object.metadata.name };
    await until(async () => errors.length > 0 || !stageOf(sets, of, await client.get(path)));
    expect(errors).toEqual([]);
    const expected = ends[namespace]?.[object.kind] ?? [];
    const rests = await client.get(path);
    for (const [place, value] of expected)
      expect([place, readPath(rests, place)]).toEqual([place, value]);
  });

  test("a Deployment that changes rolls out anew", async () => {
    const of = { apiVersion: "apps/v1", resource: "deployments", namespace: "ready" };
    const path = { ...of, name: "deployments" };
    const before = await client.get(path);
    await client.patch(path, { type: "merge", patch: { spec: { replicas: 5 } } });
    await until(async () => readPath(await client.get(path), "status.availableReplicas") === 5);
    const after = await client.get(path);
    expect(readPath(after, "status.observedGeneration")).toBe(2);
    // It was available all along.
    const since = "status.conditions[type=Available].lastTransitionTime";
    expect(readPath(after, since)).toBe(readPath(before, since));
  });

  ownedContract(() => client, errors);

  test("namespaces end with the workloads in them", async () => {
    for (const name of outcomes) await client.delete({ ...namespaces, name });
    for (const name of outcomes) await gone(() => client.get({ ...namespaces, name }));
    expect(errors).toEqual([]);
  }, 60_000);
}

type Expected = Record<string, [place: string, value: unknown][]>;

const ends: Record<string, Expected> = {
  ready: {
    Deployment: [
      ["status.availableReplicas", 3],
      ["status.conditions[type=Available].status", "True"],
      ["status.conditions[type=Progressing].reason", "NewReplicaSetAvailable"],
    ],
    ReplicaSet: [["status.availableReplicas", 2]],
    StatefulSet: [["status.readyReplicas", 2]],
    DaemonSet: [["status.numberReady", 1]],
    Job: [
      ["status.succeeded", 1],
      ["status.conditions[type=Complete].status", "True"],
    ],
    Pod: [
      ["status.phase", "Running"],
      ["status.conditions[type=Ready].status", "True"],
    ],
    PersistentVolumeClaim: [["status.capacity.storage", "1Gi"]],
    Service: [["status.loadBalancer.ingress", [{ ip: "192.0.2.1", ipMode: "VIP" }]]],
  },
  "crash-loop": {
    Deployment: [["status.conditions[type=Progressing].reason", "ProgressDeadlineExceeded"]],
    Job: [["status.conditions[type=Failed].status", "True"]],
    Pod: [["status.containerStatuses[name=web].state.waiting.reason", "CrashLoopBackOff"]],
    PersistentVolumeClaim: [["status.phase", "Pending"]],
  },
  never: {
    StatefulSet: [["status.readyReplicas", undefined]],
    Job: [["status.active", 1]],
    Pod: [["status.conditions[type=PodScheduled].reason", "Unschedulable"]],
    Service: [["status.loadBalancer.ingress", undefined]],
  },
};
