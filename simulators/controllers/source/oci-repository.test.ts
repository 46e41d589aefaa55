import { describe, expect, it } from "vitest";
import { createOciRegistry, type OciRegistry } from "../../oci/oci-registry.ts";
import { packTarGz } from "../../support/tar-gz.ts";
import { wholeAnswer } from "../../support/whole-answer.ts";
import type { Condition } from "../runtime/conditions.ts";
import { type Cluster, onCluster } from "../testing/cluster.ts";
import { type ArtifactStorage, createArtifactStorage } from "./artifact-storage.ts";
import { startSourceController } from "./start-source-controller.ts";

const host = "127.0.0.1:41003";
const url = `oci://${host}/app`;
const apiVersion = "source.toolkit.fluxcd.io/v1";

type Status = {
  artifact?: { revision: string; path: string; url: string; metadata?: object };
  conditions: Condition[];
  [field: string]: unknown;
};
interface OciCluster extends Cluster {
  registry: OciRegistry;
  /** While not 0, what the registry answers everything with. */
  failing: { status: number; times: number };
  storage: ArtifactStorage;
  /** What the registry was asked for so far: `HEAD /v2/app/manifests/latest`. */
  asked: string[];
  /** When, in milliseconds. */
  askedAt: number[];
  status(): Promise<Status>;
  said(type: string): Promise<string>;
}

/** An OCIRepository and its registry, after twenty seconds. */
async function withRepository(
  options: {
    spec?: object;
    secret?: object;
    /** Before the OCIRepository is there. */
    fill?: (registry: OciRegistry) => void;
  },
  main: (cluster: OciCluster) => Promise<void>,
): Promise<void> {
  await onCluster(async (cluster) => {
    const asked: string[] = [];
    const askedAt: number[] = [];
    const failing = { status: 503, times: 0 };
    const registry = createOciRegistry();
    options.fill?.(registry);
    const storage = createArtifactStorage({
      ...{ clock: cluster.clock, address: "http://storage" },
      ...{ retentionMs: 60_000, retentionRecords: 2 },
    });
    await using _registry = cluster.network.listen(`http://${host}`, async (request, context) => {
      const { pathname, search } = new URL(request.url);
      asked.push(`${request.method} ${pathname}${search}`);
      askedAt.push(cluster.clock.nowMs());
      if (failing.times === 0) return registry.handle(request, context);
      failing.times -= 1;
      return wholeAnswer("later", { status: failing.status });
    });
    if (options.secret) await cluster.create(options.secret);
    startSourceController(cluster.process("source-controller"), storage);
    await cluster.create({
      ...{ apiVersion, kind: "OCIRepository", metadata: { name: "app" } },
      spec: { url, interval: "1m", ...options.spec },
    });
    await cluster.clock.sleep(20_000);
    const status = async () => {
      const object = await cluster.read({ apiVersion, resource: "ocirepositories" }, "app");
      return object.status as Status;
    };
    await main({
      ...{ ...cluster, registry, failing, storage, asked, askedAt, status },
      async said(type) {
        const found = (await status()).conditions.find((each) => each.type === type);
        return found ? `${found.status} ${found.reason}: ${found.message}` : "absent";
      },
    });
  });
}

const push =
  (tags: string[], text: string, more: object = {}) =>
  (registry: OciRegistry) =>
    registry.push({ repository: "app", tags, files: { "app.yaml": text }, ...more });
/** What a layer says that isn't the model's. */
const garbled = push(["latest"], "", { layers: [{ content: "no archive" }] });

describe("an OCIRepository", () => {
  it("pulls its tag once, and again when the tag has another digest", () =>
    withRepository({ fill: push(["latest"], "1") }, async (cluster) => {
      const first = cluster.registry.manifest("app", "latest")?.digest;
      const { artifact, ...status } = await cluster.status();
      expect(artifact).toMatchObject({
        revision: `latest@${first}`,
        path: `ocirepository/default/app/${first}.tar.gz`,
      });
      expect(status).toMatchObject({
        observedGeneration: 1,
        url: "http://storage/ocirepository/default/app/latest.tar.gz",
      });
      expect(await cluster.said("Ready")).toBe(
        `True Succeeded: stored artifact for digest 'latest@${first}'`,
      );
      const manifest = "/v2/app/manifests/latest";
      const asked = (await cluster.asked.splice(0)).map((each) => each.replace(/sha256:.*/, ""));
      expect(asked).toEqual([
        ...["GET /v2/", `HEAD ${manifest}`],
        ...["GET /v2/", `GET ${manifest}`, "GET /v2/app/blobs/"],
      ]);
      await cluster.clock.sleep(50_000);
      expect(cluster.asked.splice(0)).toEqual(["GET /v2/", `HEAD ${manifest}`]);
      const second = push(["latest"], "2")(cluster.registry);
      await cluster.clock.sleep(60_000);
      const now = (await cluster.status()).artifact;
      expect(now?.revision).toBe(`latest@${second}`);
      expect(now && cluster.storage.read({ ...now } as never)).toMatchObject({
        files: { "app.yaml": "2" },
      });
      expect(await cluster.events("app")).toEqual([
        `Normal NewArtifact: stored artifact with revision 'latest@${first}' from '${url}'`,
        `Normal ArtifactUpToDate: artifact up-to-date with remote revision: 'latest@${first}'`,
        `Normal NewArtifact: stored artifact with revision 'latest@${second}' from '${url}'`,
      ]);
    }));

  it("keeps the artifact's annotations, and tells where it came from", () => {
    const annotations = {
      "org.opencontainers.image.source": "https://git/app",
      "org.opencontainers.image.revision": "main@sha1:1",
    };
    return withRepository({ fill: push(["latest"], "1", { annotations }) }, async (cluster) => {
      expect((await cluster.status()).artifact?.metadata).toEqual(annotations);
      const [event] = await cluster.events("app");
      expect(event).toMatch(/, origin source 'https:\/\/git\/app', origin revision 'main@sha1:1'$/);
    });
  });

  it.each<[string, object, string]>([
    ["a tag", { tag: "1.1.0" }, "1.1.0"],
    ["a range", { semver: ">=1.0.0" }, "1.10.0"],
    ["a range of some tags", { semver: "*", semverFilter: "^1\\.[01]\\." }, "1.1.0"],
    ["a range before a tag", { semver: "~1.1", tag: "1.10.0" }, "1.1.0"],
  ])("asks for %s", (_, ref, tag) =>
    withRepository(
      { spec: { ref }, fill: push(["1.1.0", "1.10.0", "1.2.0", "2.0.0-rc.1", "x"], "1") },
      async (cluster) => {
        expect((await cluster.status()).artifact?.revision).toMatch(new RegExp(`^${tag}@sha256:`));
      },
    ),
  );

  it("asks for nothing once it has its digest", () => {
    const registry = createOciRegistry();
    const digest = push(["old"], "1")(registry);
    return withRepository(
      { spec: { ref: { digest } }, fill: push(["old"], "1") },
      async (cluster) => {
        expect((await cluster.status()).artifact?.revision).toBe(digest);
        cluster.asked.splice(0);
        await cluster.clock.sleep(120_000);
        expect(cluster.asked).toEqual([]);
      },
    );
  });

  it("stores another layer when its selector changes", () => {
    const layers = [
      { content: "no archive" },
      { mediaType: "text/x", content: packTarGz({ a: "b" }) },
    ];
    const spec = { layerSelector: { mediaType: "text/x", operation: "copy" } };
    return withRepository({ spec, fill: push(["latest"], "", { layers }) }, async (cluster) => {
      const { artifact, observedLayerSelector } = await cluster.status();
      expect(observedLayerSelector).toEqual(spec.layerSelector);
      expect(artifact && cluster.storage.read(artifact as never)).toEqual({ files: { a: "b" } });
    });
  });
});

describe("an OCIRepository that can't be had", () => {
  it.each<[string, { spec?: object; fill?: (registry: OciRegistry) => void }, string]>([
    [
      "a tag that isn't there",
      {},
      `OCIArtifactPullFailed: failed to determine artifact digest: GET http://${host}/v2/app/manifests/latest: MANIFEST_UNKNOWN: manifest unknown; map[Tag:latest]`,
    ],
    [
      "a repository without tags",
      { spec: { ref: { semver: "*" } } },
      `ReadOperationFailed: failed to determine the artifact tag for '${url}': GET http://${host}/v2/app/tags/list?n=1000: NAME_UNKNOWN: repository name not known to registry; map[name:app]`,
    ],
    [
      "a range that nothing matches",
      { spec: { ref: { semver: "^2" } }, fill: push(["1.0.0"], "1") },
      `ReadOperationFailed: failed to determine the artifact tag for '${url}': no match found for semver: ^2`,
    ],
    [
      "a range that is none",
      { spec: { ref: { semver: "new" } }, fill: push(["1.0.0"], "1") },
      `ReadOperationFailed: failed to determine the artifact tag for '${url}': semver 'new' parse error: improper constraint: new`,
    ],
    [
      "a digest that isn't there",
      { spec: { ref: { digest: `sha256:${"0".repeat(64)}` } } },
      `OCIArtifactPullFailed: failed to pull artifact from '${url}': GET http://${host}/v2/app/manifests/sha256:${"0".repeat(64)}: MANIFEST_UNKNOWN: manifest unknown; map[Name:app Revision:sha256:${"0".repeat(64)}]`,
    ],
    [
      "a layer that is no archive",
      { fill: garbled },
      "OCIArtifactLayerOperationFailed: failed to extract layer contents from artifact: requires gzip-compressed body: gzip: invalid header",
    ],
    [
      "a layer that isn't there",
      { spec: { layerSelector: { mediaType: "text/x" } }, fill: push(["latest"], "1") },
      "OCIArtifactLayerOperationFailed: failed to find layer with media type 'text/x' in artifact",
    ],
    [
      "a Secret that isn't there",
      { spec: { secretRef: { name: "gone" } } },
      `AuthenticationFailed: failed to get credential: failed to get secret 'default/gone': secrets "gone" not found`,
    ],
    [
      "a registry that is down",
      { spec: { url: "oci://127.0.0.1:1/app" } },
      'OCIArtifactPullFailed: failed to determine artifact digest: Get "https://127.0.0.1:1/v2/": dial tcp: connect: connection refused; Get "http://127.0.0.1:1/v2/": dial tcp: connect: connection refused',
    ],
    [
      "a registry that isn't there",
      { spec: { url: "oci://registry.example/app" } },
      'OCIArtifactPullFailed: failed to determine artifact digest: Get "https://registry.example/v2/": dial tcp: lookup: no such host',
    ],
  ])("says so of %s", (_, options, because) =>
    withRepository(options, async (cluster) => {
      expect(await cluster.said("FetchFailed")).toBe(`True ${because}`);
      expect(await cluster.said("Ready")).toBe(`False ${because}`);
      expect(await cluster.said("Reconciling")).toMatch(/^True ProgressingWithRetry: /);
      expect((await cluster.events("app")).filter((each) => each.startsWith("Warning"))).toEqual([
        `Warning ${because}`,
      ]);
    }),
  );

  it("stalls over a tag in its URL", () =>
    withRepository({ spec: { url: `${url}:1.0.0` } }, async (cluster) => {
      const because = `URLInvalid: URL validation failed for '${url}:1.0.0': URL must not contain a tag; remove ':1.0.0'`;
      expect(await cluster.said("Stalled")).toBe(`True ${because}`);
      expect(await cluster.said("Reconciling")).toBe("absent");
      await cluster.clock.sleep(600_000);
      expect(cluster.asked).toEqual([]);
    }));

  it("keeps the artifact that it has, and tells that there is a new one", () =>
    withRepository({ fill: push(["latest"], "1") }, async (cluster) => {
      const before = (await cluster.status()).artifact;
      const digest = garbled(cluster.registry);
      await cluster.clock.sleep(60_000);
      const news = `new revision 'latest@${digest}' for '${host}/app:latest'`;
      expect((await cluster.status()).artifact).toEqual(before);
      expect(await cluster.said("ArtifactOutdated")).toBe(`True NewRevision: ${news}`);
      expect(await cluster.said("Reconciling")).toMatch(/: building artifact: new revision/);
      expect(await cluster.said("Ready")).toMatch(/^False OCIArtifactLayerOperationFailed/);
    }));

  it("is tried thrice, 0.1 and 0.3 seconds apart, before it fails", () =>
    withRepository({ fill: push(["latest"], "1") }, async (cluster) => {
      await cluster.clock.sleep(38_000);
      cluster.asked.splice(0);
      cluster.failing.times = 2;
      cluster.askedAt.splice(0);
      await cluster.until(async () => cluster.asked.length === 4);
      expect(cluster.asked.splice(0)).toEqual([
        ...["GET /v2/", "GET /v2/", "GET /v2/", "HEAD /v2/app/manifests/latest"],
      ]);
      expect(await cluster.said("Ready")).toMatch(/^True/);
      const [first = 0, second = 0, third = 0] = cluster.askedAt;
      expect(Math.round((second - first) / 50) * 50).toBe(100);
      expect(Math.round((third - second) / 50) * 50).toBeOneOf([300, 350]);
      // HEAD gives up after three, and so does the GET that takes its place.
      cluster.failing.times = 6;
      await cluster.until(async () => (await cluster.said("Ready")).startsWith("False"));
      expect(await cluster.said("Ready")).toBe(
        `False OCIArtifactPullFailed: failed to determine artifact digest: Get "https://${host}/v2/": http: server gave HTTP response to HTTPS client; GET http://${host}/v2/: unexpected status code 503 Service Unavailable`,
      );
      expect(cluster.asked).toHaveLength(6);
      await cluster.until(async () => (await cluster.said("Ready")).startsWith("True"));
      expect((await cluster.events("app")).at(-1)).toMatch(
        /^Normal Succeeded: stored artifact with revision/,
      );
    }));

  it("takes 429 for final", () =>
    withRepository({ fill: push(["latest"], "1") }, async (cluster) => {
      cluster.asked.splice(0);
      Object.assign(cluster.failing, { status: 429, times: 2 });
      await cluster.until(async () => cluster.asked.length >= 2);
      await cluster.clock.sleep(200);
      expect(cluster.asked).toEqual(["GET /v2/", "GET /v2/"]);
      expect(await cluster.said("Ready")).toMatch(/429 Too Many Requests: later$/);
    }));
});

describe("an OCIRepository of a private registry", () => {
  const account = { username: "flux", password: "right" };
  const secretOf = (password: string) => {
    const config = { auths: { [host]: { username: "flux", password } } };
    return {
      ...{ apiVersion: "v1", kind: "Secret", metadata: { name: "registry" } },
      type: "kubernetes.io/dockerconfigjson",
      data: { ".dockerconfigjson": btoa(JSON.stringify(config)) },
    };
  };
  const spec = { secretRef: { name: "registry" } };
  const fillAs = (kind: "basic" | "bearer") => (registry: OciRegistry) => {
    push(["latest"], "1")(registry);
    registry.authenticate({ kind, ...account });
  };

  it.each(["basic", "bearer"] as const)("shows its credentials to %s authentication", (kind) =>
    withRepository({ spec, secret: secretOf("right"), fill: fillAs(kind) }, async (cluster) => {
      expect(await cluster.said("Ready")).toMatch(/^True/);
      const isToken = (each: string) => each.startsWith("GET /token?");
      expect(cluster.asked.filter(isToken)).toHaveLength(kind === "bearer" ? 2 : 0);
    }),
  );

  it.each<["basic" | "bearer", string]>([
    [
      "basic",
      `/v2/app/manifests/latest: UNAUTHORIZED: authentication required; [map[Action:pull Class: Name:app Type:repository]]`,
    ],
    [
      "bearer",
      `/token?scope=repository%3Aapp%3Apull&service=127.0.0.1%3A41003: UNAUTHORIZED: authentication required`,
    ],
  ])("is refused by %s authentication with the wrong ones", (kind, because) =>
    withRepository({ spec, secret: secretOf("wrong"), fill: fillAs(kind) }, async (cluster) => {
      expect(await cluster.said("Ready")).toBe(
        `False OCIArtifactPullFailed: failed to determine artifact digest: GET http://${host}${because}`,
      );
    }),
  );
});
