import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { packTarGz } from "../../support/tar-gz.ts";
import type { Defect } from "../defects.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import { type Cluster, onCluster } from "../testing/cluster.ts";
import { createArtifactStorage } from "./artifact-storage.ts";
import { startSourceController } from "./start-source-controller.ts";

const apiVersion = "source.toolkit.fluxcd.io/v1";
const charts = { apiVersion, resource: "helmcharts" };
const repositories = { apiVersion, resource: "helmrepositories" };

type Status = {
  artifact?: { revision: string; url: string };
  observedGeneration: number;
  conditions: { type: string; status: string; reason: string; message: string }[];
};

interface SourceCluster extends Cluster {
  /** What a chart's status says. */
  chart(): Promise<Status>;
  ready(): Promise<string>;
  repositoryReady(): Promise<string>;
  /** Bytes that source-controller holds, now and at most. */
  held(): number;
  heldMax(): number;
}

/** A chart from a HelmRepository, the one kind that needs nothing but HTTP. */
async function withChart(
  main: (cluster: SourceCluster, index: { text: string }) => Promise<void>,
  options: {
    spec?: object;
    defects?: readonly Defect[];
    /** `--helm-index-max-size` */
    indexBytesMax?: number;
  } = {},
): Promise<void> {
  await onCluster(async (cluster) => {
    const process = cluster.process("source-controller");
    process.flags.helmIndexBytesMax = options.indexBytesMax ?? process.flags.helmIndexBytesMax;
    let [held, heldMax] = [0, 0];
    process.hold = (bytes) => {
      held += bytes;
      heldMax = Math.max(heldMax, held);
      return {
        [Symbol.dispose]() {
          held -= bytes;
        },
      };
    };
    const storage = createArtifactStorage({
      ...{ clock: cluster.clock, address: "http://storage" },
      ...{ retentionMs: 60_000, retentionRecords: 2 },
    });
    const index = { text: indexOf("0.1.0") };
    await using _listener = cluster.network.listen("http://charts", async ({ url }) => {
      if (url.endsWith("/index.yaml")) return new Response(index.text);
      const version = /app-(.*)\.tgz$/.exec(url)?.[1] ?? "";
      const files = { "app/Chart.yaml": `name: app\nversion: ${version}\n` };
      return new Response(Buffer.from(packTarGz(files)));
    });
    startSourceController(process, storage);
    await cluster.create({
      ...{ apiVersion, kind: "HelmRepository", metadata: { name: "charts" } },
      spec: { url: "http://charts", interval: "1m" },
    });
    await cluster.create({
      ...{ apiVersion, kind: "HelmChart", metadata: { name: "app" } },
      spec: {
        ...{ chart: "app", interval: "10m", sourceRef: { kind: "HelmRepository", name: "charts" } },
        ...options.spec,
      },
    });
    await cluster.clock.sleep(10_000);
    const chart = async () => statusOf(await cluster.read(charts, "app"));
    await main(
      {
        ...cluster,
        ...{ chart, held: () => held, heldMax: () => heldMax },
        ready: async () => readyOf(await chart()),
        repositoryReady: async () => readyOf(statusOf(await cluster.read(repositories, "charts"))),
      },
      index,
    );
  }, options);
}

const statusOf = (object: ApiObject) => object.status as Status;
const readyOf = ({ conditions }: Status) => {
  const ready = conditions.find(({ type }) => type === "Ready");
  return `${ready?.status} ${ready?.reason}: ${ready?.message}`;
};
const indexOf = (...versions: string[]) =>
  JSON.stringify({
    apiVersion: "v1",
    entries: {
      app: versions.map((version) => ({
        apiVersion: "v2",
        name: "app",
        version,
        urls: [`app-${version}.tgz`],
      })),
    },
  });

describe("a HelmChart from a HelmRepository", () => {
  it("is pulled at the newest version, and again when there is a newer one", () =>
    withChart(async (cluster, index) => {
      expect(await cluster.chart()).toMatchObject({
        artifact: { revision: "0.1.0", url: "http://storage/helmchart/default/app/app-0.1.0.tgz" },
        observedGeneration: 1,
      });
      expect(await cluster.ready()).toBe(
        "True ChartPullSucceeded: pulled 'app' chart with version '0.1.0'",
      );
      const digest = createHash("sha256").update(index.text).digest("hex");
      expect(statusOf(await cluster.read(repositories, "charts"))).toMatchObject({
        artifact: { revision: `sha256:${digest}` },
      });
      expect(await cluster.events("charts")).toEqual([
        // As source-controller 1.7.3 says of this very index.
        "Normal NewArtifact: stored fetched index of size 294B from 'http://charts'",
      ]);
      index.text = indexOf("0.1.0", "0.10.0", "0.2.0", "1.0.0-rc.1");
      await cluster.clock.sleep(62_000);
      expect((await cluster.chart()).artifact?.revision).toBe("0.10.0");
      expect(await cluster.events("app")).toEqual([
        "Normal NoSourceArtifact: no artifact available for HelmRepository source 'charts'",
        "Normal ChartPullSucceeded: pulled 'app' chart with version '0.1.0'",
        // Once more: the wait for the source was over, and so was that of the queue.
        "Normal ArtifactUpToDate: artifact up-to-date with remote revision: '0.1.0'",
        "Normal ChartPullSucceeded: pulled 'app' chart with version '0.10.0'",
      ]);
    }));

  it("keeps its version with a defect", () =>
    withChart(
      async (cluster, index) => {
        index.text = indexOf("0.2.0");
        await cluster.clock.sleep(62_000);
        expect((await cluster.chart()).artifact?.revision).toBe("0.1.0");
      },
      { defects: ["chart-version-outlives-change"] },
    ));

  it.each<[string, object, string]>([
    ["a name", { chart: "other" }, "no chart name found"],
    ["a version", { version: "0.3.0" }, "no 'app' chart with version matching '0.3.0' found"],
  ])("stalls over %s that isn't in the index", (_, spec, because) =>
    withChart(
      async (cluster) => {
        const reference = "failed to get chart version for remote reference";
        const message = `invalid chart reference: ${reference}: ${because}`;
        expect(await cluster.ready()).toBe(`False InvalidChartReference: ${message}`);
        const { conditions } = await cluster.chart();
        expect(conditions[0]).toMatchObject({ type: "Stalled", reason: "InvalidChartReference" });
      },
      { spec },
    ),
  );

  it("waits for a source that isn't there", () =>
    withChart(
      async (cluster) => {
        expect(await cluster.ready()).toBe(
          `False SourceUnavailable: failed to get source: HelmRepository.source.toolkit.fluxcd.io "gone" not found`,
        );
      },
      { spec: { sourceRef: { kind: "HelmRepository", name: "gone" } } },
    ));

  it("keeps what it has while the index is over the size that is allowed", () =>
    withChart(
      async (cluster, index) => {
        index.text += " ".repeat(100_000);
        await cluster.clock.sleep(62_000);
        // It was fetched whole before it was refused.
        expect(cluster.heldMax()).toBeGreaterThan(200_000);
        expect(await cluster.repositoryReady()).toBe(
          "False Failed: failed to fetch Helm repository index: failed to cache index to temporary file: index exceeds the maximum index file size of 400 bytes",
        );
        expect(await cluster.ready()).toMatch(/^True ChartPullSucceeded: /);
      },
      { indexBytesMax: 400 },
    ));

  it("fails where the index is small enough as it was fetched, and not as it was stored", () =>
    withChart(
      async (cluster) => {
        expect(await cluster.repositoryReady()).toMatch(/^True Succeeded: /);
        expect(await cluster.ready()).toMatch(
          /^False ChartPullError: chart pull error: failed to get chart version for remote reference: failed to load index: failed to load index: \/data\/helmrepository\/default\/charts\/index-[0-9a-f]+\.yaml exceeds the maximum index file size of 200 bytes$/,
        );
      },
      { indexBytesMax: 200 },
    ));

  it("lets go of the index once it has read it, but for a defect", async () => {
    await withChart(async ({ held }) => expect(held()).toBe(0));
    await withChart(async ({ held }) => expect(held()).toBeGreaterThan(0), {
      defects: ["index-held-by-each-chart"],
    });
  });
});
