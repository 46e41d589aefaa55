import {
  chartFiles,
  commit,
  configMap,
  controllersStayUp,
  helmRelease,
  occurs,
  patchObject,
  scenario,
  until,
  untilOccurs,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const app = { kind: "HelmRelease", name: "app" } as const;
const chart = (version: string, change: string) =>
  chartFiles({
    ...{ name: "app", version },
    templates: { "config.yaml": yamlOf(configMap({ name: "app", data: { change } })) },
  });
const released = (message: string) => until({ ...app, status: "True", message, within: "1m" });
const told = (reason: string, message: string) => ({
  ...{ type: "kube.event", involved: app, reason },
  message: `/^Helm ${message}$/`,
});
const configured = (change: number) => ({
  ...{ type: "kube.object", kind: "ConfigMap", name: "app" },
  state: { release: "/app$/", change },
});

/**
 * With `reconcileStrategy: ChartVersion`, the default, a chart is packaged anew only when its version
 * changes. Kills: a package or a release for every revision of the source, releases at every reconcile,
 * changed values that are overlooked, numbers that repeat, and older releases that stay deployed.
 */
export default scenario({
  name: "helm/upgrade-follows-chart",
  guarantee:
    "A HelmRelease is installed once and released anew exactly when its chart's version or its values change; its history tells each release and which of them is deployed.",
  fleet: { sourceInterval: "2s" },
  repositories: [{ name: "charts", files: chart("0.1.0", "1") }],
  objects: [helmRelease({ chart: "app", repository: "charts" })],
  drive: [
    released("app.v1 with chart app@0.1.0"),
    commit({ files: chart("0.1.0", "2") }),
    untilOccurs({ what: { type: "kube.event", message: "/commit 'Change 1'$/" }, within: "30s" }),
    wait("3s"),
    commit({ files: chart("0.2.0", "3") }),
    released("app.v2 with chart app@0.2.0"),
    patchObject({
      ...{ apiVersion: "helm.toolkit.fluxcd.io/v2", ...app },
      patch: { spec: { values: { any: "other" } } },
    }),
    released("app.v3 with chart app@0.2.0"),
  ],
  check: [
    occurs({ what: { type: "kube.event", reason: "ChartPackageSucceeded" }, times: 2 }),
    occurs({ what: told("InstallSucceeded", "install succeeded .*"), times: 1 }),
    occurs({ what: told("UpgradeSucceeded", "upgrade succeeded .*"), times: 2 }),
    occurs({
      what: {
        ...{ type: "kube.object", ...app },
        state: {
          releases: [
            { version: 3, status: "deployed", chart: "app", chartVersion: "0.2.0" },
            { version: 2, status: "superseded", chartVersion: "0.2.0" },
            { version: 1, status: "superseded", chartVersion: "0.1.0" },
          ],
        },
      },
    }),
    occurs({ what: configured(1), times: 1 }),
    occurs({ what: configured(2), times: 0 }),
    occurs({ what: configured(3), times: 1 }),
    controllersStayUp(),
  ],
});
