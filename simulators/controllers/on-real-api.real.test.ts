import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGitModel } from "../git/git-model.ts";
import { type KubeClient, kubeClient } from "../kube/client/kube-client.ts";
import { realApiSkip, startRealApi } from "../kube/client/testing/real-api.ts";
import { wallClock } from "../support/clock.ts";
import { createNetwork } from "../support/network.ts";
import { seededRandom } from "../support/random.ts";
import { startKustomizeController } from "./kustomize/start-kustomize-controller.ts";
import type { ApiObject } from "./runtime/controller-api.ts";
import { createArtifactStorage } from "./source/artifact-storage.ts";
import { startSourceController } from "./source/start-source-controller.ts";
import { installFluxCrds, namespace } from "./testing/flux-api.ts";
import { testProcess } from "./testing/test-process.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: the model on the real kube-apiserver: ${skip}`);

const gitHost = "http://git.example";
const storageAddress = "http://storage.example";

/** The same controllers as in virtual time, as clients over HTTPS in real time. */
describe.skipIf(skip)("the model on the real kube-apiserver", { timeout: 120_000 }, () => {
  const stack = new AsyncDisposableStack();
  const clock = wallClock();
  const ending = new AbortController();
  let client: KubeClient;
  let git: ReturnType<typeof createGitModel>;

  beforeAll(async () => {
    const { cluster } = stack.use(await startRealApi({ controllerManager: true }));
    client = stack.use(kubeClient({ baseUrl: cluster.server, ...cluster, clock }));
    stack.defer(() => ending.abort(new Error("the test is over")));
    await installFluxCrds(client);
    const network = createNetwork({ clock, latencyMs: () => 0 });
    git = createGitModel({ accounts: [], clock, random: seededRandom(1) });
    stack.use(network.listen(gitHost, git.handle));
    const storage = createArtifactStorage({
      ...{ clock, address: storageAddress, retentionMs: 60_000, retentionRecords: 2 },
    });
    stack.use(network.listen(storageAddress, (request) => storage.handle(request)));
    const process = (name: string) =>
      testProcess(
        {
          ...{ name, api: client, clock, random: seededRandom(name), signal: ending.signal },
          fetch: (request) => network.fetch(request),
          work: async () => {},
        },
        { requeueDependencyMs: 5_000, storageAddress },
      );
    await served(client);
    startSourceController(process("source-controller"), storage);
    startKustomizeController(process("kustomize-controller"));
  }, 120_000);
  afterAll(() => stack.disposeAsync());

  test("a commit is applied, and what the next one drops is pruned", async () => {
    await git.repositories.create({
      ...{ name: "fleet", branch: "main", files: 0, fileBytes: 0, history: 0 },
    });
    const first = await push({
      "app/a.yaml": configMap("a", "1"),
      "app/b.yaml": configMap("b", "1"),
    });
    await client.create(
      { apiVersion: "source.toolkit.fluxcd.io/v1", resource: "gitrepositories", namespace },
      {
        ...{ apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository" },
        metadata: { name: "fleet" },
        spec: { url: `${gitHost}/fleet.git`, interval: "1s", ref: { branch: "main" } },
      },
    );
    await client.create(kustomizations, {
      ...{ apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization" },
      metadata: { name: "app" },
      spec: {
        ...{ interval: "10m", prune: true, path: "./app" },
        sourceRef: { kind: "GitRepository", name: "fleet" },
      },
    });
    await until(() => readyAt(`Applied revision: main@sha1:${first.commit}`));
    expect((await configMaps()).map(({ metadata }) => metadata.name)).toEqual(["a", "b"]);
    const [applied] = await configMaps();
    expect(applied?.metadata.managedFields).toMatchObject([
      { manager: "kustomize-controller", operation: "Apply" },
    ]);

    const second = await push({ "app/a.yaml": configMap("a", "2"), "app/b.yaml": null });
    await until(() => readyAt(`Applied revision: main@sha1:${second.commit}`));
    const left = await configMaps();
    expect(left.map(({ metadata, data }) => [metadata.name, data])).toEqual([
      ["a", { value: "2" }],
    ]);
  });

  const kustomizations = {
    ...{ apiVersion: "kustomize.toolkit.fluxcd.io/v1", resource: "kustomizations", namespace },
  };

  function push(files: Record<string, string | null>) {
    return git.repositories.commit({ repository: "fleet", branch: "main", message: "c", files });
  }

  const kustomization = () => client.get({ ...kustomizations, name: "app" });

  async function configMaps(): Promise<ApiObject[]> {
    const labelSelector = "kustomize.toolkit.fluxcd.io/name=app";
    const collection = { apiVersion: "v1", resource: "configmaps", namespace };
    return (await client.list(collection, { labelSelector })).items;
  }

  /** The Kustomization, once it is Ready; its message ends so. */
  async function readyAt(end: string): Promise<ApiObject | undefined> {
    const object = await kustomization();
    const { conditions = [] } = (object.status ?? {}) as {
      conditions?: { type: string; status: string; message: string }[];
    };
    const ready = conditions.find(({ type, status }) => type === "Ready" && status === "True");
    return ready?.message.endsWith(end) ? object : undefined;
  }

  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (let tries = 0; tries < 600; tries += 1) {
      const seen = await look();
      if (seen !== undefined) return seen;
      await clock.sleep(100);
    }
    throw new Error("not within a minute");
  }
});

/** New kinds are served a moment after their definition. */
async function served(client: KubeClient): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const kinds = (await client.discover()).map(({ kind }) => kind);
    if (["GitRepository", "Kustomization", "HelmChart"].every((kind) => kinds.includes(kind)))
      return;
    await wallClock().sleep(100);
  }
}

function configMap(name: string, value: string): string {
  return JSON.stringify({
    ...{ apiVersion: "v1", kind: "ConfigMap" },
    metadata: { name, namespace },
    data: { value },
  });
}
