import {
  alertObjects,
  bucketSource,
  chartFiles,
  chartRepository,
  commit,
  configMap,
  controllersStayUp,
  converge,
  helmRelease,
  helmRepository,
  memoryLevelsOff,
  ociRepository,
  prunesNothing,
  repeat,
  scenario,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const letters = ["a", "b", "c", "d", "e", "f", "g", "h"];
const often = { interval: "1s" };
const config = (name: string) => yamlOf(configMap({ name, data: { name } }));
/** Fails at every attempt before anything is changed: nothing is there to be created in. */
const misplaced = yamlOf({
  ...{ apiVersion: "v1", kind: "Secret" },
  metadata: { name: "lost", namespace: "nowhere" },
});
const rounds = (times: number) =>
  repeat(times, [commit({ repositories: ["fleet-*"] }), wait("20s")]);

/**
 * Twelve sources polled every second, ten Kustomizations reconciled every four, a release that is looked after
 * every five and one that fails as often, a commit to everything every twenty: in ten minutes what an installation
 * of a hundred sources does in an hour or two. Go's heap takes minutes of that to reach the size that it keeps, and
 * kustomize-controller's connections stay for 90 s; then growth is what goes on for ever. To watch for longer:
 * `--set drive.2.with.times=200`.
 */
export default scenario({
  name: "soak/memory-levels-off",
  guarantee:
    "Thousands of polls and reconciles, failed ones among them, leave each controller's memory where it was once it had warmed up.",
  environments: ["sim", "local", "kind"],
  fleet: {
    ...{ repositories: 2, kustomizations: 10 },
    ...{ sourceInterval: "1s", kustomizationInterval: "4s" },
  },
  repositories: [
    {
      name: "broken",
      source: { interval: "1m" },
      files: chartFiles({ name: "failing", version: "0.1.0", templates: { "a.yaml": misplaced } }),
    },
  ],
  artifactHosts: {
    registry: {
      artifacts: letters.map((name) => ({
        ...{ repository: name, tags: ["latest"] },
        files: { "a.yaml": config(name) },
      })),
    },
    buckets: {
      files: { "a.yaml": config("files") },
      charts: chartRepository({
        name: "app",
        versions: { "0.1.0": { "a.yaml": config("app") } },
      }),
    },
  },
  objects: [
    ...letters.map((name) => ociRepository({ repository: name, tag: "latest", spec: often })),
    bucketSource({ bucket: "files", spec: often }),
    helmRepository({ bucket: "charts", spec: often }),
    helmRelease({
      ...{ chart: "app", repository: "charts", kind: "HelmRepository" },
      spec: { interval: "5s" },
    }),
    helmRelease({
      ...{ chart: "failing", repository: "broken" },
      spec: { interval: "5s", install: { remediation: { retries: -1 } } },
    }),
    ...alertObjects({ inbox: "team", kinds: ["GitRepository", "Kustomization", "HelmRelease"] }),
  ],
  drive: [converge({ within: "2m" }), rounds(12), rounds(24)],
  check: [
    ...["source", "kustomize", "helm", "notification"].map((name) =>
      memoryLevelsOff({
        ...{ process: `${name}-controller`, figure: "anon", growth: "8Mi" },
        during: { step: "repeat", nth: 2 },
      }),
    ),
    prunesNothing(),
    controllersStayUp(),
  ],
});
