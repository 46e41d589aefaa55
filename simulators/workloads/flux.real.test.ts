import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localEnvironment } from "../../harness/environments/local/local-environment.ts";
import { findRealParts, withOnly } from "../../harness/environments/local/testing/real-parts.ts";
import { simEnvironment } from "../../harness/environments/sim/sim-environment.ts";
import type { ProcessSlot } from "../../harness/environments/slot/start-slot.ts";
import { testSlot } from "../../harness/environments/slot/testing/test-slot.ts";
import { type KubeClient, kubeClient } from "../kube/client/kube-client.ts";
import { until } from "../kube/client/testing/contract.ts";
import type { ApiObject } from "../kube/model/api-object.ts";
import { readPath } from "./read-path.ts";
import { workloads } from "./testing/workloads.ts";

const parts = await findRealParts("flux@2.7");
if ("skip" in parts) console.log(`skipped: Flux's health checks of workload stages: ${parts.skip}`);

const source = { apiVersion: "source.toolkit.fluxcd.io/v1", resource: "gitrepositories" };
const kustomizations = { apiVersion: "kustomize.toolkit.fluxcd.io/v1", resource: "kustomizations" };
const namespace = "default";
const ready = "status.conditions[type=Ready]";

describe.skipIf("skip" in parts).each(["local", "sim"] as const)(
  "Flux waits for workloads on %s",
  { timeout: 120_000 },
  (name) => {
    if ("skip" in parts) return;
    const { subject, controlPlane } = parts;
    const stack = new AsyncDisposableStack();
    let slot: ProcessSlot;
    let client: KubeClient;
    beforeAll(async () => {
      const controllers = withOnly(subject, ["source-controller", "kustomize-controller"]);
      const { request } = stack.use(
        await testSlot({
          subject: controllers,
          workloads: [
            { select: { names: ["broken-*"] }, outcome: "crash-loop" },
            { outcome: "ready", after: "3s" },
          ],
        }),
      );
      const environment = name === "local" ? localEnvironment({ controlPlane }) : simEnvironment();
      slot = stack.use(await environment.start(request));
      const { server, caCertificate, token } = slot.access;
      client = stack.use(kubeClient({ baseUrl: server, caCertificate, token }));
    }, 120_000);
    afterAll(() => stack.disposeAsync());

    test("a Kustomization is ready once its workloads are", async () => {
      const objects = workloads.map(({ object }) => object);
      await deploy("web", objects);
      const read = async (path: string) => readPath(await kustomization("web"), path);
      await until(
        async () => (await read("status.conditions[type=Reconciling].message")) !== undefined,
      );
      await until(async () => (await read(`${ready}.status`)) === "True");
      const deployment = await client.get({
        apiVersion: "apps/v1",
        resource: "deployments",
        namespace,
        name: "deployments",
      });
      expect(readPath(deployment, "status.availableReplicas")).toBe(3);
      expect(await read(`${ready}.reason`)).toBe("ReconciliationSucceeded");
      expect(await read("status.conditions[type=Healthy].reason")).toBe("Succeeded");
      const healthyMs = Date.parse(
        String(await read("status.conditions[type=Healthy].lastTransitionTime")),
      );
      const appliedMs = Date.parse(deployment.metadata.creationTimestamp ?? "");
      // Times are whole seconds.
      expect(healthyMs - appliedMs).toBeGreaterThanOrEqual(2_000);
    });

    test("a Kustomization says which of its workloads failed", async () => {
      const [deployment] = workloads;
      const spec = { ...deployment?.object.spec, progressDeadlineSeconds: 2, minReadySeconds: 0 };
      await deploy("broken", [
        { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "broken-web" }, spec },
      ]);
      const read = async (path: string) => readPath(await kustomization("broken"), path);
      await until(async () => (await read(`${ready}.reason`)) === "HealthCheckFailed");
      expect(await read(`${ready}.message`)).toContain(
        "Deployment/default/broken-web status: 'Failed'",
      );
    });

    const kustomization = (name: string) => client.get({ ...kustomizations, namespace, name });

    async function deploy(name: string, objects: object[]): Promise<void> {
      const { gitHost } = slot;
      const content = { branch: "main", files: 0, fileBytes: 0, history: 1 };
      await gitHost.createRepository({ name, ...content });
      const file = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
      const files = { "objects.yaml": file };
      await gitHost.commit({ repository: name, branch: "main", files, message: "Deploy" });
      const make = ({ apiVersion, resource }: typeof source, kind: string, spec: object) =>
        client.create({ apiVersion, resource, namespace }, {
          apiVersion,
          kind,
          metadata: { name },
          spec: { interval: "1m", ...spec },
        } satisfies Omit<ApiObject, "metadata"> & { metadata: { name: string } });
      const url = gitHost.repositoryUrl(name);
      await make(source, "GitRepository", { url, ref: { branch: "main" } });
      await make(kustomizations, "Kustomization", {
        sourceRef: { kind: "GitRepository", name },
        path: "./",
        prune: true,
        wait: true,
        timeout: "30s",
        targetNamespace: namespace,
      });
    }
  },
);
