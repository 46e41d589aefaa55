import {
  appliesAfter,
  changesArrive,
  commit,
  configMap,
  controllersStayUp,
  converge,
  kustomization,
  namespacePattern,
  prunesNothing,
  resume,
  scaleController,
  scenario,
  shardsServeTheirOwn,
  shows,
  showsFor,
  until,
  yamlOf,
} from "../../harness/index.ts";

const shard = "shard1";
const onMain = { kind: "Kustomization", name: "app" } as const;
const onShard = { kind: "Kustomization", name: "edge" } as const;
const notReady = { ...onMain, status: "False", reason: "DependencyNotReady" } as const;

const names = ["base", "app", "core", "edge"];
const files = (change: string) =>
  Object.fromEntries(
    names.map((name) => [`${name}/${name}.yaml`, yamlOf(configMap({ name, data: { change } }))]),
  );

/**
 * A controller's cache holds the Kustomizations of its own shard alone, so what they depend on must be asked of
 * the API server: looked for in the cache, another shard's is never found (fluxcd/kustomize-controller#1175). The
 * dependents begin suspended, so that the time of their first look is known. While `base` has no instance it
 * stays Ready at the revision before.
 */
export default scenario({
  name: "shards/depends-across-shards",
  guarantee:
    "A Kustomization waits for one of another shard as for one of its own; while that shard is gone it says DependencyNotReady and applies nothing, and goes on within 30 s once it is back.",
  environments: ["sim", "local", "kind"],
  repositories: [{ name: "platform", source: { interval: "2s" }, files: files("1") }],
  objects: [
    kustomization({ name: "base", repository: "platform", shard }),
    kustomization({
      name: onMain.name,
      repository: "platform",
      spec: { dependsOn: [{ name: "base" }], suspend: true },
    }),
    kustomization({ name: "core", repository: "platform" }),
    kustomization({
      name: onShard.name,
      repository: "platform",
      shard,
      spec: { dependsOn: [{ name: "core" }], suspend: true },
    }),
  ],
  controllers: { "kustomize-controller": { shards: [shard] } },
  drive: [
    converge({ within: "1m", except: [onMain.name, onShard.name] }),
    resume(onMain),
    resume(onShard),
    converge({ within: "20s" }),
    scaleController({ controller: `kustomize-controller-${shard}`, replicas: 0 }),
    commit({ files: files("2") }),
    until({ ...notReady, message: "not up to date", within: "20s" }),
    scaleController({ controller: `kustomize-controller-${shard}`, replicas: 1 }),
    converge({ within: "90s" }),
  ],
  check: [
    appliesAfter({ name: onMain.name, dependency: "base", revisions: 2 }),
    appliesAfter({ name: onShard.name, dependency: "core", revisions: 2 }),
    shows({
      ...notReady,
      message: `^dependency '${namespacePattern}/base' revision is not up to date$`,
    }),
    // One that isn't found isn't Ready later either.
    showsFor({ ...notReady, min: "29s", max: "90s" }),
    shardsServeTheirOwn({ controller: "kustomize-controller", resource: "kustomizations" }),
    changesArrive({ max: "2m" }),
    prunesNothing(),
    controllersStayUp({ except: [`kustomize-controller-${shard}`] }),
  ],
  kills: ["dependency-of-own-shard-only"],
});
