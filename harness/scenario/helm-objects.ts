import type { BucketObjects, ChartPadding } from "../core/artifact-hosts.ts";
import type { JsonObject, KubeObject } from "../core/json.ts";
import { bucketHost } from "./placeholders.ts";

/**
 * Files of a chart in the folder of its name, for a repository of a scenario.
 * @param templates text by file name; without template expressions, for the model knows none.
 */
export function chartFiles({
  name,
  version,
  templates,
}: {
  name: string;
  version: string;
  templates: Record<string, string>;
}): Record<string, string> {
  const chart = `apiVersion: v2\nname: ${name}\nversion: ${version}\n`;
  const files = Object.entries(templates).map(([file, text]) => [
    `${name}/templates/${file}`,
    text,
  ]);
  return { [`${name}/Chart.yaml`]: chart, ...Object.fromEntries(files) };
}

/**
 * A chart repository for a bucket of the scenario: an index, and a package for each version of one chart.
 * @param versions templates by version, as `chartFiles` takes them.
 * @param padding other charts of the index, without packages, which make it large.
 */
export function chartRepository({
  name,
  versions,
  padding,
}: {
  name: string;
  versions: Record<string, Record<string, string>>;
  padding?: ChartPadding;
}): BucketObjects {
  const packages = Object.entries(versions).map(([version, templates]) => ({
    entry: { apiVersion: "v2", name, version, urls: [`${name}-${version}.tgz`] },
    archive: chartFiles({ name, version, templates }),
  }));
  const entries = { [name]: packages.map(({ entry }) => entry) };
  const index = padding
    ? { chartIndex: { entries, padding } }
    : `${JSON.stringify({ apiVersion: "v1", entries })}\n`;
  return {
    "index.yaml": index,
    ...Object.fromEntries(
      packages.map(({ entry, archive }) => [`${name}-${entry.version}.tgz`, { archive }]),
    ),
  };
}

/** A HelmRepository in a bucket of the scenario, named as that. */
export function helmRepository({
  bucket,
  spec = {},
}: {
  bucket: string;
  /** More fields of its spec. */
  spec?: JsonObject;
}): KubeObject {
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "HelmRepository",
    metadata: { name: bucket },
    spec: { url: `http://${bucketHost}/${bucket}`, interval: "5s", ...spec },
  };
}

/** A HelmRelease of a chart in a repository of the scenario; both are named as the chart. */
export function helmRelease({
  chart,
  repository,
  kind = "GitRepository",
  spec = {},
}: {
  chart: string;
  repository: string;
  /** Of the repository. */
  kind?: "GitRepository" | "HelmRepository";
  /** More fields of its spec. */
  spec?: JsonObject;
}): KubeObject {
  const sourceRef = { kind, name: repository };
  const place = kind === "GitRepository" ? `./${chart}` : chart;
  return {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name: chart },
    spec: { interval: "10m", chart: { spec: { chart: place, sourceRef } }, ...spec },
  };
}
