import {
  artifactServedBy,
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  occurs,
  prunesNothing,
  scaleController,
  scenario,
  shardsServeTheirOwn,
} from "../../harness/index.ts";

/**
 * The main instances serve what has no shard, the others what has theirs. Kustomizations of either follow
 * sources of either, for only the kind a controller reconciles is filtered. `fleet-000` is the main
 * instance's, `fleet-001` that of `shard1`, which is taken away for a while.
 */
export default scenario({
  name: "shards/two-shards",
  guarantee:
    "Each object is served by the instance of its shard and by no other; while one is gone the others' objects get their commits, and its own once it is back.",
  environments: ["sim", "local", "kind"],
  fleet: {
    repositories: 2,
    kustomizations: 8,
    sourceInterval: "2s",
    shards: [null, "shard1"],
  },
  controllers: {
    "source-controller": { shards: ["shard1"] },
    "kustomize-controller": { shards: ["shard1"] },
  },
  drive: [
    converge({ within: "2m" }),
    commit(),
    converge({ within: "1m" }),
    scaleController({ controller: "source-controller-shard1", replicas: 0 }),
    commit(),
    converge({ within: "1m", repositories: ["fleet-000"] }),
    scaleController({ controller: "source-controller-shard1", replicas: 1 }),
    converge({ within: "1m" }),
  ],
  check: [
    shardsServeTheirOwn({ controller: "source-controller", resource: "gitrepositories" }),
    shardsServeTheirOwn({ controller: "kustomize-controller", resource: "kustomizations" }),
    artifactServedBy({ kind: "GitRepository", name: "fleet-000", process: "source-controller" }),
    artifactServedBy({
      kind: "GitRepository",
      name: "fleet-001",
      process: "source-controller-shard1",
    }),
    // Nobody stands in for it.
    occurs({
      what: { type: "kube.object", kind: "GitRepository", name: "fleet-001" },
      during: { step: "converge", nth: 3 },
      times: 0,
    }),
    changesArrive({ repositories: ["fleet-000"], max: "30s" }),
    changesArrive({ max: "1m" }),
    prunesNothing(),
    controllersStayUp({ except: ["source-controller-shard1"] }),
  ],
});
