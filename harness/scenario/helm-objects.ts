import type { JsonObject, KubeObject } from "../core/json.ts";

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

/** A HelmRelease of a chart in a repository of the scenario; both are named as the chart. */
export function helmRelease({
  chart,
  repository,
  spec = {},
}: {
  chart: string;
  repository: string;
  /** More fields of its spec. */
  spec?: JsonObject;
}): KubeObject {
  const sourceRef = { kind: "GitRepository", name: repository };
  return {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name: chart },
    spec: { interval: "10m", chart: { spec: { chart: `./${chart}`, sourceRef } }, ...spec },
  };
}
