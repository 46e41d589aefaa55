import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type BucketServer, createBucketServer } from "../../bucket/bucket-server.ts";
import { wholeAnswer } from "../../support/whole-answer.ts";
import type { Condition } from "../runtime/conditions.ts";
import { type Cluster, onCluster } from "../testing/cluster.ts";
import { type ArtifactStorage, createArtifactStorage } from "./artifact-storage.ts";
import { startSourceController } from "./start-source-controller.ts";

const host = "127.0.0.1:41004";
const apiVersion = "source.toolkit.fluxcd.io/v1";
const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const revisionOf = (...lines: string[]) =>
  `sha256:${createHash("sha256")
    .update(lines.map((line) => `${line}\n`).join(""))
    .digest("hex")}`;

type Status = {
  artifact?: { revision: string; path: string };
  conditions: Condition[];
  [field: string]: unknown;
};

interface BucketCluster extends Cluster {
  host: BucketServer;
  /** How often it answers 503 from now on. */
  failing: { times: number };
  storage: ArtifactStorage;
  asked: string[];
  status(): Promise<Status>;
  ready(): Promise<string>;
}

/** A Bucket with one object, after twenty seconds. */
async function withBucket(
  options: { spec?: object; secret?: Record<string, string>; fill?: (host: BucketServer) => void },
  main: (cluster: BucketCluster) => Promise<void>,
): Promise<void> {
  await onCluster(async (cluster) => {
    const asked: string[] = [];
    const failing = { times: 0 };
    const server = createBucketServer({ clock: cluster.clock });
    server.create("apps");
    server.put("apps", { "app.yaml": "1" });
    options.fill?.(server);
    await using _host = cluster.network.listen(`http://${host}`, async (request, context) => {
      const { pathname, search } = new URL(request.url);
      asked.push(`${request.method} ${pathname}${search}`);
      if (failing.times === 0) return server.handle(request, context);
      failing.times -= 1;
      return wholeAnswer("", { status: 503 });
    });
    const storage = createArtifactStorage({
      ...{ clock: cluster.clock, address: "http://storage" },
      ...{ retentionMs: 60_000, retentionRecords: 2 },
    });
    if (options.secret) {
      const metadata = { name: "keys" };
      await cluster.create({
        apiVersion: "v1",
        kind: "Secret",
        metadata,
        stringData: options.secret,
      });
    }
    startSourceController(cluster.process("source-controller"), storage);
    await cluster.create({
      ...{ apiVersion, kind: "Bucket", metadata: { name: "app" } },
      spec: {
        ...{ bucketName: "apps", endpoint: host, insecure: true, interval: "1m" },
        ...options.spec,
      },
    });
    await cluster.clock.sleep(20_000);
    const status = async () => {
      const object = await cluster.read({ apiVersion, resource: "buckets" }, "app");
      return object.status as Status;
    };
    await main({
      ...{ ...cluster, host: server, failing, storage, asked, status },
      async ready() {
        const found = (await status()).conditions.find(({ type }) => type === "Ready");
        return `${found?.status} ${found?.reason}: ${found?.message}`;
      },
    });
  });
}

const listing = "GET /apps/?delimiter=&encoding-type=url&fetch-owner=true&list-type=2&prefix=";
const looking = ["GET /apps/?location=", "HEAD /apps/", "HEAD /apps/.sourceignore", listing];

describe("a Bucket", () => {
  it("is fetched whole whenever something in it has changed", () =>
    withBucket({}, async (cluster) => {
      const first = revisionOf(`app.yaml ${md5("1")}`);
      expect(await cluster.status()).toMatchObject({
        artifact: {
          revision: first,
          path: `bucket/default/app/${first.slice("sha256:".length)}.tar.gz`,
        },
        url: "http://storage/bucket/default/app/latest.tar.gz",
        observedGeneration: 1,
      });
      expect(await cluster.ready()).toBe(`True Succeeded: stored artifact: revision '${first}'`);
      expect(cluster.asked.splice(0)).toEqual([
        ...looking,
        ...["HEAD /apps/app.yaml", "HEAD /apps/app.yaml", "GET /apps/app.yaml"],
      ]);
      await cluster.clock.sleep(50_000);
      expect(cluster.asked.splice(0)).toEqual(looking);
      cluster.host.put("apps", { "b/": "", "b/c.yaml": "2" });
      await cluster.clock.sleep(60_000);
      const second = revisionOf(`app.yaml ${md5("1")}`, `b/c.yaml ${md5("2")}`);
      const { artifact } = await cluster.status();
      expect(artifact?.revision).toBe(second);
      expect(artifact && cluster.storage.read(artifact as never)).toEqual({
        files: { "app.yaml": "1", "b/c.yaml": "2" },
      });
      expect(await cluster.events("app")).toEqual([
        "Normal NewArtifact: stored artifact with 1 fetched files from 'apps' bucket",
        `Normal ArtifactUpToDate: artifact up-to-date with remote revision: '${first}'`,
        "Normal NewArtifact: stored artifact with 2 fetched files from 'apps' bucket",
      ]);
    }));

  it("heeds its prefix, and asks for no region where it has one", () => {
    const fill = (server: BucketServer) => server.put("apps", { "x/a": "1", "x/b": "2" });
    const spec = { prefix: "x/", region: "eu-west-1" };
    return withBucket({ spec, fill }, async (cluster) => {
      const revision = revisionOf(`x/a ${md5("1")}`, `x/b ${md5("2")}`);
      expect((await cluster.status()).artifact?.revision).toBe(revision);
      expect(cluster.asked.filter((each) => each.includes("location"))).toEqual([]);
    });
  });

  it("shows its credentials", () => {
    const fill = (server: BucketServer) =>
      server.authenticate({ accessKey: "flux", secretKey: "right" });
    const secret = { accesskey: "flux", secretkey: "right" };
    return withBucket({ spec: { secretRef: { name: "keys" } }, secret, fill }, async (cluster) => {
      expect(await cluster.ready()).toMatch(/^True/);
    });
  });
});

describe("a Bucket that can't be had", () => {
  const secretRef = { name: "keys" };
  const isPrivate = (server: BucketServer) =>
    server.authenticate({ accessKey: "flux", secretKey: "right" });
  const confirm = "BucketOperationFailed: failed to confirm existence of 'apps' bucket";

  it.each<[string, Parameters<typeof withBucket>[0], string]>([
    [
      "a name that isn't there",
      { spec: { bucketName: "gone" } },
      "BucketOperationFailed: bucket 'gone' not found",
    ],
    [
      "a name that isn't there, in a region",
      { spec: { bucketName: "gone", region: "us-east-1" } },
      "BucketOperationFailed: bucket 'gone' not found",
    ],
    [
      "a host that isn't there",
      { spec: { endpoint: "127.0.0.1:1" } },
      `${confirm}: Get "http://127.0.0.1:1/apps/?location=": dial tcp: connect: connection refused`,
    ],
    ["nobody's credentials", { fill: isPrivate }, `${confirm}: Access Denied.`],
    [
      "an unknown key",
      { spec: { secretRef }, secret: { accesskey: "x", secretkey: "right" }, fill: isPrivate },
      `${confirm}: The Access Key Id you provided does not exist in our records.`,
    ],
    [
      "a wrong secret key",
      { spec: { secretRef }, secret: { accesskey: "flux", secretkey: "x" }, fill: isPrivate },
      `${confirm}: The request signature we calculated does not match the signature you provided. Check your key and signing method.`,
    ],
    [
      "a Secret that isn't there",
      { spec: { secretRef } },
      `AuthenticationFailed: failed to get secret 'default/keys': secrets "keys" not found`,
    ],
    [
      "a Secret without keys",
      { spec: { secretRef }, secret: { username: "flux" } },
      "AuthenticationFailed: invalid 'keys' secret data: required fields 'accesskey' and 'secretkey'",
    ],
  ])("says so of %s", (_, options, because) =>
    withBucket(options, async (cluster) => {
      expect(await cluster.ready()).toBe(`False ${because}`);
      expect((await cluster.status()).artifact).toBeUndefined();
      const warnings = (await cluster.events("app")).filter((each) => each.startsWith("Warning"));
      expect(warnings).toEqual([`Warning ${because}`]);
    }),
  );

  it("is asked ten times before it fails, and recovers", () =>
    withBucket({ spec: { region: "us-east-1" } }, async (cluster) => {
      cluster.asked.splice(0);
      cluster.failing.times = 10;
      await cluster.until(async () => (await cluster.ready()).startsWith("False"));
      expect(cluster.asked).toEqual(Array(10).fill("HEAD /apps/"));
      expect(await cluster.ready()).toBe(`False ${confirm}: 503 Service Unavailable`);
      expect((await cluster.status()).artifact).toBeDefined();
      await cluster.until(async () => (await cluster.ready()).startsWith("True"));
      expect((await cluster.events("app")).at(-1)).toBe(
        "Normal Succeeded: stored artifact with 1 fetched files from 'apps' bucket",
      );
    }));
});
