import {
  applyObject,
  changesArrive,
  chartRepository,
  commit,
  configMap,
  controllersStayUp,
  converge,
  helmRelease,
  helmRepository,
  keepsArtifact,
  memoryStaysUnder,
  occurs,
  parallel,
  prunesNothing,
  putObjects,
  repeat,
  requestReconcile,
  scenario,
  shows,
  until,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const charts = { kind: "HelmRepository", name: "charts" } as const;
const app = { kind: "HelmRelease", name: "app" } as const;
/** With 20 versions each: 10 MB, as public repositories have, and 54 MB, over the 50 MiB that are allowed. */
const [large, tooLarge] = [425, 2_300];
const upTo = (newest: number, padding = large) => {
  const numbers = Array.from({ length: newest }, (_, index) => String(index + 1));
  const templates = (change: string) => ({
    "config.yaml": yamlOf(configMap({ name: "app", data: { change } })),
  });
  return chartRepository({
    name: "app",
    versions: Object.fromEntries(numbers.map((each) => [`0.${each}.0`, templates(each)])),
    padding: { charts: padding, versions: 20 },
  });
};
/** Beside the one of the HelmRelease: each of them reads the whole index. */
const readers = ["reader-1", "reader-2", "reader-3"].map((name) => ({
  ...{ apiVersion: "source.toolkit.fluxcd.io/v1", kind: "HelmChart", metadata: { name } },
  spec: { chart: "app", interval: "10m", sourceRef: charts },
}));
const released = (number: number) => [
  until({
    ...{ ...app, status: "True", message: `app.v${number} with chart app@0.${number}.0` },
    within: "3m",
  }),
  ...readers.map(({ metadata: { name } }) =>
    until({ kind: "HelmChart", name, status: "True", message: `0.${number}.0`, within: "1m" }),
  ),
];
const refused =
  "failed to fetch Helm repository index: failed to cache index to temporary file: index exceeds the maximum index file size of 52428800 bytes";
const whileRefused = {
  after: { step: "put-objects", nth: 2 },
  before: { step: "put-objects", nth: 3 },
};

/**
 * An index is read whole for each new revision, and again by each HelmChart: memory and time go with its size.
 * One that is too large is refused, and what there is stays.
 */
export default scenario({
  name: "sources/large-helm-index",
  guarantee:
    "A chart repository whose index lists 8,500 versions yields its artifact, and four charts follow its newest version while source-controller stays under three quarters of its memory limit and other sources are served; an index over 50 MiB is refused in words, and what there is stays.",
  environments: ["sim", "local", "kind"],
  exclusive: true,
  fleet: { repositories: 2, kustomizations: 4, sourceInterval: "5s" },
  artifactHosts: { buckets: { charts: upTo(1) } },
  objects: [helmRepository({ bucket: "charts" })],
  drive: [
    parallel(
      [
        // Made before it, charts would look in vain, as often as the index takes to be read.
        until({ ...charts, status: "True", within: "3m" }),
        applyObject(helmRelease({ chart: "app", repository: "charts", kind: "HelmRepository" })),
        ...readers.map((reader) => applyObject(reader)),
        ...released(1),
        putObjects({ bucket: "charts", objects: upTo(2) }),
        ...released(2),
        putObjects({ bucket: "charts", objects: upTo(3, tooLarge) }),
        until({ ...charts, status: "False", message: refused, within: "1m" }),
        // Reads the index that there is, and would miss what is lacking.
        requestReconcile({ kind: "HelmChart", name: "reader-1", within: "1m" }),
        until({ kind: "HelmChart", name: "reader-1", status: "True", within: "1m" }),
        wait("5s"),
        putObjects({ bucket: "charts", objects: upTo(3) }),
        ...released(3),
      ],
      [
        converge({ within: "3m", repositories: ["fleet-*"] }),
        repeat(6, [
          commit({ repositories: ["fleet-*"] }),
          converge({ within: "3m", repositories: ["fleet-*"] }),
          wait("2s"),
        ]),
      ],
    ),
  ],
  check: [
    shows({
      ...{ ...charts, type: "FetchFailed", status: "True", reason: "Failed" },
      ...{ message: `^${refused}$`, during: whileRefused },
    }),
    keepsArtifact({ ...charts, during: whileRefused }),
    occurs({
      what: { type: "kube.event", involved: charts, reason: "NewArtifact" },
      times: 3,
    }),
    occurs({ what: { type: "kube.event", involved: app, reason: "InstallSucceeded" }, times: 1 }),
    occurs({ what: { type: "kube.event", involved: app, reason: "UpgradeSucceeded" }, times: 2 }),
    changesArrive({ repositories: ["fleet-*"], p99: "60s" }),
    memoryStaysUnder({ process: "source-controller", figure: "rss", max: "768Mi" }),
    prunesNothing(),
    controllersStayUp(),
  ],
  kills: [
    ...["index-held-by-each-chart", "index-of-any-size-taken"],
    ...["empty-source-on-error", "chart-version-outlives-change"],
  ],
});
