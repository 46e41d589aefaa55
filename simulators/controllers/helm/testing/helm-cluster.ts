import { createHash } from "node:crypto";
import { wholeAnswer } from "../../../support/whole-answer.ts";
import type { Defect } from "../../defects.ts";
import type { ApiObject } from "../../runtime/controller-api.ts";
import { type Cluster, namespace, onCluster } from "../../testing/cluster.ts";
import { helmReleases, statusIn } from "../helm-release.ts";
import { startHelmController } from "../start-helm-controller.ts";
import { decodeRelease } from "../storage/release.ts";

const charts = { apiVersion: "source.toolkit.fluxcd.io/v1", resource: "helmcharts", namespace };

export interface HelmCluster extends Cluster {
  /** Makes a version of the chart `app` known, with these templates. */
  publish(version: string, templates: Record<string, string>, values?: string): Promise<void>;
  /** Creates a HelmRelease `app` of it, with this spec besides. */
  release(spec?: object): Promise<void>;
  patch(patch: object): Promise<void>;
  app(): Promise<ApiObject>;
  /** `True InstallSucceeded: …` */
  condition(type?: string): Promise<string>;
  /** `3 deployed 0.2.0`, newest first. */
  history(): Promise<string[]>;
  /** The same of what Helm stored. */
  stored(): Promise<string[]>;
  /** Data of a ConfigMap of the release; undefined where there is none. */
  config(name?: string): Promise<Record<string, string> | undefined>;
}

/** A cluster with helm-controller, where the test is source-controller. */
export async function onHelmCluster(
  main: (cluster: HelmCluster) => Promise<void>,
  options: { defects?: readonly Defect[] } = {},
): Promise<void> {
  await onCluster(async (cluster) => {
    const { admin, network, read } = cluster;
    const bodies = new Map<string, string>();
    await using _storage = network.listen("http://storage", async ({ url }) => {
      const body = bodies.get(url);
      return body === undefined ? wholeAnswer("", { status: 404 }) : wholeAnswer(body);
    });
    await startHelmController(cluster.process("helm-controller")).cache.synced;
    const app = () => read(helmReleases, "app");
    const secrets = { apiVersion: "v1", resource: "secrets", namespace };
    await main({
      ...cluster,
      app,
      async publish(version, templates, values = "") {
        const metadata = `name: app\nversion: ${version}\n`;
        const files = {
          ...{ "app/Chart.yaml": metadata, "app/values.yaml": values },
          ...Object.fromEntries(
            Object.entries(templates).map(([file, text]) => [`app/templates/${file}`, text]),
          ),
        };
        const body = JSON.stringify({ files });
        const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
        const url = `http://storage/app-${version}-${digest.slice(7, 15)}.tgz`;
        bodies.set(url, body);
        const lastUpdateTime = new Date(cluster.clock.epochMs()).toISOString();
        const artifact = { url, digest, revision: version, path: url, lastUpdateTime };
        const name = "default-app";
        await cluster.until(async () => {
          const { items } = await admin.list(charts);
          return items.some(({ metadata: { name: each } }) => each === name);
        });
        const { metadata: chart } = await admin.get({ ...charts, name });
        await admin.patch(
          { ...charts, name, subresource: "status" },
          {
            type: "merge",
            patch: { status: { artifact, observedGeneration: chart.generation } },
          },
        );
      },
      async release(spec = {}) {
        await cluster.create({
          ...{ apiVersion: helmReleases.apiVersion, kind: "HelmRelease" },
          metadata: { name: "app" },
          spec: {
            interval: "10m",
            chart: { spec: { chart: "app", sourceRef: { kind: "GitRepository", name: "charts" } } },
            ...spec,
          },
        });
      },
      async patch(patch) {
        await admin.patch({ ...helmReleases, namespace, name: "app" }, { type: "merge", patch });
      },
      async condition(type = "Ready") {
        const { conditions = [] } = (await app()).status as {
          conditions?: { type: string; status: string; reason: string; message: string }[];
        };
        const found = conditions.find((each) => each.type === type);
        return found ? `${found.status} ${found.reason}: ${found.message}` : "";
      },
      async history() {
        const { history = [] } = statusIn(await app());
        return history.map(({ version, status, chartVersion }) =>
          [version, status, chartVersion].join(" "),
        );
      },
      async stored() {
        const { items } = await admin.list(secrets, { labelSelector: "owner=helm" });
        return items
          .map((each) => decodeRelease((each.data as { release: string }).release))
          .sort((a, b) => b.version - a.version)
          .map(({ version, info, chart }) =>
            [version, info.status, chart.metadata.version].join(" "),
          );
      },
      async config(name = "app") {
        const { items } = await admin.list({ ...secrets, resource: "configmaps" });
        const found = items.find(({ metadata }) => metadata.name === name);
        return found?.data as Record<string, string> | undefined;
      },
    });
  }, options);
}

export const configMap = (data: string, name = "app") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: ${data}\n`;

/** Installed before ConfigMaps, and refused. */
export const misplaced =
  "apiVersion: v1\nkind: Secret\nmetadata: { name: lost, namespace: nowhere }\n";
