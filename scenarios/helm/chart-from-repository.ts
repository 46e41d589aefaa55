import {
  buckets,
  chartRepository,
  configMap,
  controllersStayUp,
  during,
  helmRelease,
  helmRepository,
  keepsArtifact,
  occurs,
  putObjects,
  recovers,
  scenario,
  shows,
  until,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const charts = { kind: "HelmRepository", name: "charts" } as const;
const app = { kind: "HelmRelease", name: "app" } as const;
const upTo = (newest: number) => {
  const numbers = Array.from({ length: newest }, (_, index) => String(index + 1));
  const templates = (change: string) => ({
    "config.yaml": yamlOf(configMap({ name: "app", data: { change } })),
  });
  return chartRepository({
    name: "app",
    versions: Object.fromEntries(numbers.map((each) => [`0.${each}.0`, templates(each)])),
  });
};
const released = (number: number) =>
  until({
    ...{ ...app, status: "True", message: `app.v${number} with chart app@0.${number}.0` },
    within: "1m",
  });

/** A chart is fetched when the index lists a newer one, and never because the index could not be had. */
export default scenario({
  name: "helm/chart-from-repository",
  guarantee:
    "A HelmRelease follows the newest version in the index of a chart repository, each of which is fetched and released once; while the index can't be had, all stays as it is.",
  environments: ["sim", "local", "kind"],
  artifactHosts: { buckets: { charts: upTo(1) } },
  objects: [
    helmRepository({ bucket: "charts" }),
    helmRelease({ chart: "app", repository: "charts", kind: "HelmRepository" }),
  ],
  drive: [
    released(1),
    putObjects({ bucket: "charts", objects: upTo(2) }),
    released(2),
    during(buckets.answers({ status: 503, match: { keys: ["index.yaml"] } }), [
      putObjects({ bucket: "charts", objects: upTo(3) }),
      until({ ...{ ...charts, status: "False", message: "503" }, within: "30s" }),
      wait("5s"),
    ]),
    released(3),
  ],
  check: [
    shows({
      ...{ ...charts, type: "FetchFailed", status: "True", reason: "Failed" },
      message: "^failed to fetch Helm repository index: failed to cache index to temporary file: ",
      during: { fault: 1 },
    }),
    keepsArtifact({ ...charts, during: { fault: 1 } }),
    recovers({ ...charts, after: { fault: 1 }, within: "30s" }),
    ...[1, 2, 3].map((number) =>
      occurs({
        what: { type: "bucket.request", key: `app-0.${number}.0.tgz`, status: 200 },
        times: 1,
      }),
    ),
    occurs({ what: { type: "kube.event", involved: app, reason: "InstallSucceeded" }, times: 1 }),
    occurs({ what: { type: "kube.event", involved: app, reason: "UpgradeSucceeded" }, times: 2 }),
    occurs({ what: { type: "kube.object", kind: "ConfigMap", change: "deleted" }, times: 0 }),
    controllersStayUp(),
  ],
  kills: ["chart-version-outlives-change"],
});
