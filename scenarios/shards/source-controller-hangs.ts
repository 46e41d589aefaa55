import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  freezeController,
  prunesNothing,
  requestReconcile,
  scenario,
  thawController,
  wait,
} from "../../harness/index.ts";

const hanging = "source-controller-shard1";
const waiting = ["fleet-001-k-000", "fleet-001-k-001", "fleet-001-k-002"];

/**
 * A node that hangs resets no connection: whoever fetches an artifact from it waits. kustomize-controller sets no
 * limit to that, in 1.7.3 as in 1.9.5, so each that does holds one of four workers until it goes on
 * (helm-controller has one since 1.5.5, fluxcd/helm-controller#1463); `--set kustomize-controller.concurrency=3`
 * has all of them held. A kubelet restarts what doesn't answer its probes, where its node isn't what hangs: then
 * fetches are refused, and tried after 5, 10, 20 and 30 s by the workers that they hold, all four in the end.
 */
export default scenario({
  name: "shards/source-controller-hangs",
  guarantee:
    "A source-controller that hangs with its connections open holds those who fetch from it, and their workers; with a worker left, the objects of other shards get their commits, and once it goes on nothing is lost.",
  environments: ["sim", "local", "kind"],
  fleet: {
    repositories: 2,
    kustomizations: 8,
    sourceInterval: "2s",
    shards: [null, "shard1"],
  },
  controllers: { "source-controller": { shards: ["shard1"] } },
  drive: [
    converge({ within: "2m" }),
    freezeController({ controller: hanging }),
    ...waiting.map((name) => requestReconcile({ kind: "Kustomization", name })),
    wait("5s"),
    commit({ repositories: ["fleet-000"] }),
    converge({ within: "40s", repositories: ["fleet-000"] }),
    wait("60s"),
    thawController({ controller: hanging }),
    commit(),
    converge({ within: "1m" }),
  ],
  check: [
    changesArrive({ repositories: ["fleet-000"], max: "45s" }),
    changesArrive({ max: "1m" }),
    prunesNothing(),
    controllersStayUp({ except: [hanging] }),
  ],
  kills: ["fetches-one-at-a-time"],
});
