import { describe, expect, it } from "vitest";
import { startImageAutomationController } from "../../../simulators/controllers/image-automation/start-image-automation-controller.ts";
import { startImageReflectorController } from "../../../simulators/controllers/image-reflector/start-image-reflector-controller.ts";
import { createTagDatabase } from "../../../simulators/controllers/image-reflector/tag-database.ts";
import { startKustomizeController } from "../../../simulators/controllers/kustomize/start-kustomize-controller.ts";
import { createArtifactStorage } from "../../../simulators/controllers/source/artifact-storage.ts";
import { startSourceController } from "../../../simulators/controllers/source/start-source-controller.ts";
import {
  type Cluster,
  namespace,
  onCluster,
} from "../../../simulators/controllers/testing/cluster.ts";
import { createGitModel } from "../../../simulators/git/git-model.ts";
import type { Network } from "../../../simulators/support/network.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import type { Clock } from "../../core/clock.ts";
import type { Observation } from "../../core/history.ts";
import type { ArtifactHosts } from "../environment.ts";
import { addresses } from "../reference/addresses.ts";
import { startArtifactHosts } from "./start-artifact-hosts.ts";

const source = "source.toolkit.fluxcd.io/v1";
const image = "image.toolkit.fluxcd.io/v1";
const [registry, buckets] = [addresses.registry, addresses.buckets].map(
  (each) => new URL(each).host,
);
const configMap = (text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\n  namespace: ${namespace}\ndata:\n  text: "${text}"\n`;

async function startOn(network: Network, clock: Clock) {
  const recorder = { record: (observation: Observation) => ({ ...observation, seq: 0, tMs: 0 }) };
  const started = await startArtifactHosts({
    ...{ clock, recorder, seed: 1, artifactHosts: {} },
    listen: async (host, handler) => network.listen(addresses[host], handler),
  });
  if (!started) throw new Error("no hosts");
  return started;
}

/** Source- and kustomize-controller, and a Kustomization of the source that is told. */
async function withKustomization(
  sourceRef: { kind: string; spec: object },
  fill: (hosts: ArtifactHosts) => void,
  main: (cluster: Cluster, hosts: ArtifactHosts, text: () => Promise<string>) => Promise<void>,
): Promise<void> {
  await onCluster(async (cluster) => {
    const { network, clock } = cluster;
    await using hosts = await startOn(network, clock);
    fill(hosts);
    const storage = createArtifactStorage({
      ...{ clock, address: "http://storage", retentionMs: 60_000, retentionRecords: 2 },
    });
    await using _storage = network.listen("http://storage", storage.handle);
    startSourceController(cluster.process("source-controller"), storage);
    startKustomizeController(cluster.process("kustomize-controller"));
    const metadata = { name: "app" };
    const { kind, spec } = sourceRef;
    await cluster.create({ apiVersion: source, kind, metadata, spec: { interval: "1m", ...spec } });
    await cluster.create({
      ...{ apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization", metadata },
      spec: { interval: "10m", prune: true, path: "./", sourceRef: { kind, name: "app" } },
    });
    const text = async () => {
      const found = await cluster.read({ apiVersion: "v1", resource: "configmaps" }, "app");
      return (found.data as { text: string }).text;
    };
    await clock.sleep(20_000);
    await main(cluster, hosts, text);
  });
}

describe("the hosts of artifacts", () => {
  it("bring what is pushed to a registry into the cluster", () => {
    const push = ({ registry: oci }: ArtifactHosts, text: string) =>
      oci.push({ repository: "app", tags: ["latest"], files: { "app.yaml": configMap(text) } });
    return withKustomization(
      { kind: "OCIRepository", spec: { url: `oci://${registry}/app` } },
      (hosts) => void push(hosts, "1"),
      async (cluster, hosts, text) => {
        expect(await text()).toBe("1");
        push(hosts, "2");
        await cluster.clock.sleep(65_000);
        expect(await text()).toBe("2");
      },
    );
  });

  it("bring what is put into a bucket into the cluster", () =>
    withKustomization(
      { kind: "Bucket", spec: { bucketName: "apps", endpoint: buckets, insecure: true } },
      (hosts) => {
        hosts.buckets.put("apps", { "app.yaml": configMap("1") });
      },
      async (cluster, hosts, text) => {
        expect(await text()).toBe("1");
        hosts.buckets.put("apps", { "app.yaml": configMap("2") });
        await cluster.clock.sleep(65_000);
        expect(await text()).toBe("2");
      },
    ));

  it("lead a new tag through Git", () =>
    onCluster(async (cluster) => {
      const { network, clock } = cluster;
      await using hosts = await startOn(network, clock);
      const git = createGitModel({
        accounts: [{ name: "flux", owns: ["*"] }],
        ...{ clock, random: seededRandom(1) },
      });
      await using _git = network.listen(addresses.gitHost, git.handle);
      hosts.registry.push({ repository: "app", tags: ["1.0.0"], files: {} });
      const fleet = { repository: "fleet", branch: "main" };
      const files = { "app.yaml": `image: ? # {"$imagepolicy": "${namespace}:app"}\n` };
      await git.repositories.create({
        ...{ name: "fleet", branch: "main", files: 0, fileBytes: 0, history: 0 },
      });
      await git.repositories.commit({ ...fleet, message: "First", files });
      const storage = createArtifactStorage({
        ...{ clock, address: "http://storage", retentionMs: 60_000, retentionRecords: 2 },
      });
      startSourceController(cluster.process("source-controller"), storage);
      startImageReflectorController(
        cluster.process("image-reflector-controller"),
        createTagDatabase(),
      );
      startImageAutomationController(cluster.process("image-automation-controller"));
      const metadata = { name: "app" };
      const stringData = git.accounts.credentials("flux");
      const of = { name: "app" };
      await cluster.create({ apiVersion: "v1", kind: "Secret", metadata, stringData });
      const objects: [apiVersion: string, kind: string, spec: object][] = [
        [
          ...([source, "GitRepository"] as const),
          {
            ...{ url: `${addresses.gitHost}/fleet.git`, interval: "1m" },
            ...{ ref: { branch: "main" }, secretRef: of },
          },
        ],
        [image, "ImageRepository", { image: `${registry}/app`, interval: "1m" }],
        [image, "ImagePolicy", { imageRepositoryRef: of, policy: { semver: { range: "1.x" } } }],
        [
          ...([image, "ImageUpdateAutomation"] as const),
          {
            ...{ interval: "10m", sourceRef: { kind: "GitRepository", name: "app" }, update: {} },
            git: { commit: { author: { name: "flux", email: "flux@example.com" } } },
          },
        ],
      ];
      for (const [apiVersion, kind, spec] of objects) {
        await cluster.create({ apiVersion, kind, metadata, spec });
      }
      const deployed = async () => {
        const repository = await cluster.read(
          { apiVersion: source, resource: "gitrepositories" },
          "app",
        );
        const { artifact } = (repository.status ?? {}) as { artifact?: object };
        return artifact && storage.read(artifact as never)?.files["app.yaml"];
      };
      const says = (tag: string) => async () =>
        (await deployed())?.startsWith(`image: ${registry}/app:${tag} #`);
      await cluster.until(says("1.0.0"));
      hosts.registry.push({ repository: "app", tags: ["1.1.0"], files: {} });
      await cluster.until(says("1.1.0"));
    }));
});
