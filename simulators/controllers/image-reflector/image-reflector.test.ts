import { describe, expect, it } from "vitest";
import { createOciRegistry, type OciRegistry } from "../../oci/oci-registry.ts";
import type { Condition } from "../runtime/conditions.ts";
import { type Cluster, namespace, onCluster } from "../testing/cluster.ts";
import type { ImageRepositoryStatus } from "./image-repository.ts";
import { startImageReflectorController } from "./start-image-reflector-controller.ts";
import { createTagDatabase, type TagDatabase } from "./tag-database.ts";
import type { ImagePolicyStatus } from "./update-refs.ts";

const host = "127.0.0.1:41003";
const image = `${host}/app`;
const apiVersion = "image.toolkit.fluxcd.io/v1";

interface ImageCluster extends Cluster {
  registry: OciRegistry;
  database: TagDatabase;
  asked: string[];
  repository(): Promise<ImageRepositoryStatus>;
  policy(): Promise<ImagePolicyStatus>;
  /** `True Succeeded: …` of the ImageRepository or the ImagePolicy. */
  ready(resource: "imagerepositories" | "imagepolicies"): Promise<string>;
}

/** An ImageRepository `repo` and, if told, an ImagePolicy `policy` of it, after thirty seconds. */
async function withImages(
  options: { repository?: object; policy?: object; tags?: string[] },
  main: (cluster: ImageCluster) => Promise<void>,
): Promise<void> {
  await onCluster(async (cluster) => {
    const asked: string[] = [];
    const registry = createOciRegistry();
    const tags = options.tags ?? ["1.0.0", "1.1.0", "sha256-00.sig"];
    registry.push({ repository: "app", tags, files: { a: "1" } });
    await using _registry = cluster.network.listen(`http://${host}`, (request, context) => {
      asked.push(`${request.method} ${new URL(request.url).pathname}`);
      return registry.handle(request, context);
    });
    const database = createTagDatabase();
    startImageReflectorController(cluster.process("image-reflector-controller"), database);
    if (options.policy) {
      await cluster.create({
        ...{ apiVersion, kind: "ImagePolicy", metadata: { name: "policy" } },
        spec: { imageRepositoryRef: { name: "repo" }, ...options.policy },
      });
    }
    await cluster.create({
      ...{ apiVersion, kind: "ImageRepository", metadata: { name: "repo" } },
      spec: { image, interval: "1m", ...options.repository },
    });
    await cluster.clock.sleep(30_000);
    const statusOf = async (resource: string, name: string) =>
      (await cluster.read({ apiVersion, resource }, name)).status as { conditions: Condition[] };
    await main({
      ...{ ...cluster, registry, database, asked },
      repository: async () =>
        (await statusOf("imagerepositories", "repo")) as unknown as ImageRepositoryStatus,
      policy: async () =>
        (await statusOf("imagepolicies", "policy")) as unknown as ImagePolicyStatus,
      async ready(resource) {
        const name = resource === "imagepolicies" ? "policy" : "repo";
        const { conditions } = await statusOf(resource, name);
        const found = conditions.find(({ type }) => type === "Ready");
        return `${found?.status} ${found?.reason}: ${found?.message}`;
      },
    });
  });
}

const semver = { policy: { semver: { range: "1.x" } } };

describe("an ImageRepository", () => {
  it("is scanned each interval, signatures left out", () =>
    withImages({}, async (cluster) => {
      const first = await cluster.repository();
      const revision = first.lastScanResult?.revision;
      expect(first).toMatchObject({
        canonicalImageName: image,
        observedExclusionList: ["^.*\\.sig$"],
        observedGeneration: 1,
        lastScanResult: { tagCount: 2, latestTags: ["1.1.0", "1.0.0"] },
      });
      expect(await cluster.ready("imagerepositories")).toBe(
        `True Succeeded: successful scan: found 2 tags with checksum ${revision}`,
      );
      expect(cluster.asked.splice(0)).toEqual(["GET /v2/", "GET /v2/app/tags/list"]);
      await cluster.clock.sleep(60_000);
      expect(cluster.asked).toHaveLength(2);
      cluster.registry.push({ repository: "app", tags: ["1.2.0"] });
      await cluster.clock.sleep(60_000);
      const second = (await cluster.repository()).lastScanResult?.revision;
      expect(second).not.toBe(revision);
      expect(await cluster.events("repo")).toEqual([
        `Normal Succeeded: successful scan: found 2 tags with checksum ${revision}`,
        "Normal Succeeded: tags did not change, next scan in 1m0s",
        `Normal Succeeded: successful scan: found 3 tags with checksum ${second}`,
      ]);
    }));

  it("is scanned at once on request, and when its database is gone", () =>
    withImages({ repository: { interval: "1h" } }, async (cluster) => {
      const request = async (at: string) => {
        const annotations = { "reconcile.fluxcd.io/requestedAt": at };
        const path = { apiVersion, resource: "imagerepositories", namespace, name: "repo" };
        await cluster.admin.patch(path, { type: "merge", patch: { metadata: { annotations } } });
        await cluster.clock.sleep(5_000);
      };
      await request("now");
      expect(cluster.asked).toHaveLength(4);
      expect(await cluster.repository()).toMatchObject({ lastHandledReconcileAt: "now" });
      cluster.database.clear();
      startImageReflectorController(
        cluster.process("image-reflector-controller"),
        cluster.database,
      );
      await cluster.clock.sleep(5_000);
      expect(cluster.database.tags(image)).toHaveLength(2);
    }));

  it.each<[string, object, string]>([
    [
      "a scheme",
      { image: `https://${image}` },
      `ImageURLInvalid: image 'https://${image}' should not include URL scheme; remove 'https://'`,
    ],
    [
      "a tag",
      { image: `${image}:1.0.0` },
      `ImageURLInvalid: image '${image}:1.0.0' should not include a tag; remove ':1.0.0'`,
    ],
  ])("stalls over %s in its image", (_, repository, because) =>
    withImages({ repository }, async (cluster) => {
      expect(await cluster.ready("imagerepositories")).toBe(`False ${because}`);
      expect(await cluster.events("repo")).toEqual([`Warning ${because}`]);
      expect(await cluster.repository()).toMatchObject({
        conditions: [{ type: "Stalled" }, { type: "Ready" }],
        observedGeneration: 1,
      });
    }),
  );

  it.each<[string, object, string]>([
    [
      "a repository that isn't there",
      { image: `${host}/gone` },
      `ReadOperationFailed: scan failed: GET http://${host}/v2/gone/tags/list?n=1000: NAME_UNKNOWN: repository name not known to registry; map[name:gone]`,
    ],
    [
      "a Secret that isn't there",
      { secretRef: { name: "gone" } },
      `AuthenticationFailed: failed to configure authentication options: secrets "gone" not found`,
    ],
  ])("is tried again over %s", (_, repository, because) =>
    withImages({ repository }, async (cluster) => {
      expect(await cluster.ready("imagerepositories")).toBe(`False ${because}`);
      const [event] = await cluster.events("repo");
      expect(event).toBe(`Warning ${because}`);
      expect(await cluster.repository()).toMatchObject({
        conditions: [{ type: "Reconciling", reason: "ProgressingWithRetry" }, {}],
      });
    }),
  );
});

describe("an ImagePolicy", () => {
  it("follows its repository", () =>
    withImages({ policy: semver }, async (cluster) => {
      expect(await cluster.policy()).toMatchObject({ latestRef: { name: image, tag: "1.1.0" } });
      expect(await cluster.ready("imagepolicies")).toBe(
        `True Succeeded: Latest image tag for ${image} resolved to 1.1.0`,
      );
      cluster.registry.push({ repository: "app", tags: ["1.2.0"] });
      await cluster.clock.sleep(60_000);
      expect(await cluster.policy()).toMatchObject({
        latestRef: { name: image, tag: "1.2.0" },
        observedPreviousRef: { name: image, tag: "1.1.0" },
      });
      expect((await cluster.events("policy")).at(-1)).toBe(
        `Normal Succeeded: Latest image tag for ${image} resolved to 1.2.0 (previously ${image}:1.1.0)`,
      );
    }));

  it("tells the digest that it was told to look up, and keeps it", () =>
    withImages(
      { policy: { ...semver, digestReflectionPolicy: "IfNotPresent" } },
      async (cluster) => {
        const digest = cluster.registry.manifest("app", "1.1.0")?.digest;
        expect(await cluster.policy()).toMatchObject({ latestRef: { tag: "1.1.0", digest } });
        expect(await cluster.ready("imagepolicies")).toMatch(
          / resolved to 1\.1\.0 with digest sha256:/,
        );
        cluster.registry.push({ repository: "app", tags: ["1.1.0", "0.1.0"], files: { a: "2" } });
        await cluster.clock.sleep(60_000);
        expect(await cluster.policy()).toMatchObject({ latestRef: { tag: "1.1.0", digest } });
      },
    ));

  it("looks a moving tag up again and again", () =>
    withImages(
      { policy: { ...semver, digestReflectionPolicy: "Always", interval: "1m" } },
      async (cluster) => {
        const moved = cluster.registry.push({
          ...{ repository: "app", tags: ["1.1.0"], files: { a: "2" } },
        });
        await cluster.clock.sleep(60_000);
        expect(await cluster.policy()).toMatchObject({ latestRef: { digest: moved } });
      },
    ));

  it.each<[string, object, string]>([
    [
      "a range that is none",
      { policy: { semver: { range: "new" } } },
      "False InvalidPolicy: invalid policy: improper constraint: new",
    ],
    [
      "tags that none of fits",
      { policy: { semver: { range: "2.x" } } },
      "False Failure: unable to determine latest version from provided list",
    ],
    [
      "a repository that isn't there",
      { ...semver, imageRepositoryRef: { name: "gone" } },
      'False DependencyNotReady: failed to get the referred ImageRepository: referenced ImageRepository does not exist: ImageRepository.image.toolkit.fluxcd.io "gone" not found',
    ],
  ])("says so of %s", (_, policy, ready) =>
    withImages({ policy }, async (cluster) => {
      expect(await cluster.ready("imagepolicies")).toBe(ready);
    }),
  );

  it("waits for tags", () =>
    withImages({ policy: semver, repository: { image: `${host}/late` } }, async (cluster) => {
      expect(await cluster.ready("imagepolicies")).toBe(
        "False DependencyNotReady: retrying in 30s error: no tags in database",
      );
      cluster.registry.push({ repository: "late", tags: ["1.0.0"] });
      await cluster.until(async () => (await cluster.ready("imagepolicies")).startsWith("True"));
    }));
});
