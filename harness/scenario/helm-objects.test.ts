import { expect, it } from "vitest";
import { chartFiles, helmRelease } from "./helm-objects.ts";

it("lays a chart out as Helm wants it", () => {
  expect(chartFiles({ name: "app", version: "0.1.0", templates: { "a.yaml": "b: 1\n" } })).toEqual({
    "app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 0.1.0\n",
    "app/templates/a.yaml": "b: 1\n",
  });
});

it("follows a chart in a repository, with more fields over its own", () => {
  const release = helmRelease({ chart: "app", repository: "charts", spec: { interval: "1m" } });
  expect(release).toEqual({
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name: "app" },
    spec: {
      interval: "1m",
      chart: {
        spec: { chart: "./app", sourceRef: { kind: "GitRepository", name: "charts" } },
      },
    },
  });
});
