import { expect, it } from "vitest";
import { chartFiles, chartRepository, helmRelease } from "./helm-objects.ts";

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

it("lists a chart among others where an index is to be large", () => {
  const padding = { charts: 2, versions: 3 };
  const versions = { "0.1.0": { "a.yaml": "b: 1\n" } };
  const objects = chartRepository({ name: "app", versions, padding });
  const entry = { apiVersion: "v2", name: "app", version: "0.1.0", urls: ["app-0.1.0.tgz"] };
  expect(objects["index.yaml"]).toEqual({ chartIndex: { entries: { app: [entry] }, padding } });
  expect(Object.keys(objects)).toEqual(["index.yaml", "app-0.1.0.tgz"]);
  const small = chartRepository({ name: "app", versions })["index.yaml"];
  expect(JSON.parse(small as string)).toEqual({ apiVersion: "v1", entries: { app: [entry] } });
});
