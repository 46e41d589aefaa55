import {
  artifactServedBy,
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  killController,
  occurs,
  patchObject,
  prunesNothing,
  rebuildsArtifact,
  requestReconcile,
  scenario,
  shardsServeTheirOwn,
  shows,
  until,
  untilOccurs,
} from "../../harness/index.ts";

const old = "source-controller-shard1";
const next = "source-controller-shard2";
const [moved, lost] = ["fleet-000", "fleet-001"];
const move = (name: string, shard: string) =>
  patchObject({
    ...{ apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", name },
    patch: { metadata: { labels: { "sharding.fluxcd.io/key": shard } } },
  });
const look = (kind: "GitRepository" | "Kustomization", name: string) =>
  requestReconcile({ kind, name, within: "30s" });
const artifactGone = {
  ...({ kind: "Kustomization", name: `${lost}-k-000`, status: "False" } as const),
  reason: "ArtifactFailed",
};

/**
 * To the old shard an object that moved is deleted, but for its artifact, which is served on; the new one
 * finds a status that tells of an artifact it doesn't have, and builds it. A key that no instance watches
 * so goes unnoticed until the old shard's Pod is replaced (fluxcd/source-controller#2150).
 */
export default scenario({
  name: "shards/object-changes-shard",
  guarantee:
    "A source that moves to another shard is served from there, with an equal artifact and new commits; one that moves to a key nobody watches stays at its last artifact and fails with the old shard's Pod, without pruning, until a shard has it.",
  environments: ["sim", "local", "kind"],
  fleet: { repositories: 2, kustomizations: 2, sourceInterval: "2s", shards: ["shard1"] },
  controllers: { "source-controller": { shards: ["shard1", "shard2"] } },
  drive: [
    converge({ within: "2m" }),
    move(moved, "shard2"),
    move(lost, "nowhere"),
    look("GitRepository", moved),
    look("Kustomization", `${moved}-k-000`),
    commit(),
    converge({ within: "1m", repositories: [moved] }),
    look("Kustomization", `${lost}-k-000`),
    killController({ controller: old, how: "stop", pod: "replaced" }),
    untilOccurs({ what: { type: "process.workers", process: old }, within: "30s" }),
    look("Kustomization", `${moved}-k-000`),
    requestReconcile({ kind: "Kustomization", name: `${lost}-k-000` }),
    until({ ...artifactGone, within: "30s" }),
    move(lost, "shard2"),
    converge({ within: "1m" }),
  ],
  check: [
    artifactServedBy({
      kind: "GitRepository",
      name: moved,
      process: old,
      after: { step: "converge" },
    }),
    artifactServedBy({ kind: "GitRepository", name: moved, process: next }),
    artifactServedBy({ kind: "GitRepository", name: lost, process: next }),
    rebuildsArtifact({ kind: "GitRepository", name: moved }),
    shardsServeTheirOwn({
      ...{ controller: "source-controller", resource: "gitrepositories" },
      instances: [old, next],
    }),
    // Whoever looks is given what was built last, until it is gone.
    shows({
      ...{ kind: "Kustomization", name: `${lost}-k-000`, status: "True" },
      during: { step: "request-reconcile", nth: 3 },
    }),
    shows({
      ...artifactGone,
      message: "^Source is not ready, artifact not found, retrying in 30s$",
    }),
    // Its source says nothing of it: the move is all that happens to it.
    occurs({
      what: { type: "kube.object", kind: "GitRepository", name: lost, state: { shard: "nowhere" } },
      times: 1,
    }),
    changesArrive({ repositories: [moved], max: "30s" }),
    changesArrive({ max: "1m" }),
    prunesNothing(),
    controllersStayUp({ except: [old] }),
  ],
});
