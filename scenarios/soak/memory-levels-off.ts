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
  occurs,
  ociRepository,
  prunesNothing,
  pushArtifact,
  repeat,
  scenario,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const images = Array.from({ length: 8 }, (_, index) => `image-${index + 1}`);
const often = { interval: "1s" };
const config = (name: string) => yamlOf(configMap({ name, data: { name } }));
/** Fails at every attempt before anything is changed: nothing is there to be created in. */
const misplaced = yamlOf({
  ...{ apiVersion: "v1", kind: "Secret" },
  metadata: { name: "lost", namespace: "nowhere" },
});
const image = (name: string, change: string) => ({
  ...{ repository: name, tags: ["latest"] },
  files: { "a.yaml": yamlOf(configMap({ name, data: { change } })) },
});
const pushed = (change: string) => images.map((name) => pushArtifact(image(name, change)));
const againAndAgain = { name: "RetryOnFailure", retryInterval: "5s" };
/** What was there before is pushed again, and is as new to Flux as the first time. */
const rounds = (times: number) =>
  repeat(times, [
    ...[commit({ repositories: ["fleet-*"] }), ...pushed("1"), wait("10s")],
    ...[...pushed("2"), wait("10s")],
  ]);

/**
 * Twelve sources polled every second, ten Kustomizations reconciled every ten, a release that is looked after
 * every five and one that fails as often, new commits and images every twenty and ten: in ten minutes what an
 * installation of a hundred sources does in an hour or two. Go's heap takes minutes of that to reach the size that it
 * keeps, and connections stay for 90 s; then growth is what goes on for ever. To watch for longer:
 * `--set drive.2.with.times=200`.
 */
export default scenario({
  name: "soak/memory-levels-off",
  guarantee:
    "Thousands of polls and reconciles, failed ones among them, leave each controller's memory where it was once it had warmed up.",
  environments: ["sim", "local", "kind"],
  fleet: {
    ...{ repositories: 2, kustomizations: 10 },
    ...{ sourceInterval: "1s", kustomizationInterval: "10s" },
  },
  repositories: [
    {
      name: "broken",
      source: { interval: "1m" },
      files: chartFiles({ name: "failing", version: "0.1.0", templates: { "a.yaml": misplaced } }),
    },
  ],
  artifactHosts: {
    registry: { artifacts: images.map((name) => image(name, "0")) },
    buckets: {
      files: { "a.yaml": config("files") },
      charts: chartRepository({
        name: "app",
        versions: { "0.1.0": { "a.yaml": config("app") } },
      }),
    },
  },
  objects: [
    ...images.map((name) => ociRepository({ repository: name, tag: "latest", spec: often })),
    bucketSource({ bucket: "files", spec: often }),
    helmRepository({ bucket: "charts", spec: often }),
    helmRelease({
      ...{ chart: "app", repository: "charts", kind: "HelmRepository" },
      spec: { interval: "5s" },
    }),
    helmRelease({
      ...{ chart: "failing", repository: "broken" },
      spec: { install: { strategy: againAndAgain }, upgrade: { strategy: againAndAgain } },
    }),
    ...alertObjects({ inbox: "team", kinds: ["GitRepository", "Kustomization", "HelmRelease"] }),
  ],
  drive: [converge({ within: "5m" }), rounds(12), rounds(24)],
  check: [
    ...["source", "kustomize", "helm", "notification"].map((name) =>
      memoryLevelsOff({
        ...{ process: `${name}-controller`, figure: "anon", growth: "16Mi" },
        during: { step: "repeat", nth: 2 },
      }),
    ),
    // Nothing else shows that what it is about took place.
    occurs({ what: { type: "registry.request", endpoint: "manifests", status: 200 }, min: 2_000 }),
    occurs({ what: { type: "registry.request", endpoint: "blobs", status: 200 }, min: 300 }),
    occurs({ what: { type: "bucket.request", key: "index.yaml", status: 200 }, min: 300 }),
    occurs({ what: { type: "bucket.request", method: "HEAD", status: 200 }, min: 300 }),
    occurs({ what: { type: "git.request", status: 200 }, min: 600 }),
    occurs({ what: { type: "kube.object", kind: "HelmRelease", name: "failing" }, min: 100 }),
    prunesNothing(),
    controllersStayUp(),
  ],
});
