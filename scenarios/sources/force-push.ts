import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  forcePush,
  occurs,
  prunesWhatCommitsDrop,
  scenario,
  shows,
} from "../../harness/index.ts";

/** A rewritten branch is just another commit hash to Flux 2: nobody has to reset anything. */
export default scenario({
  name: "sources/force-push",
  guarantee:
    "After a force-push a source takes the rewritten branch at its next poll, and exactly what the rewrite lost is pruned.",
  fleet: { repositories: 2, kustomizations: 4, objectsPerKustomization: 1, sourceInterval: "5s" },
  drive: [
    converge({ within: "2m" }),
    commit({ objects: 3 }),
    converge({ within: "1m" }),
    // The second commit is lost, and with it two of the three ConfigMaps of each Kustomization.
    forcePush({ back: 1 }),
    converge({ within: "1m" }),
  ],
  check: [
    changesArrive({ p99: "45s" }),
    prunesWhatCommitsDrop(),
    shows({
      kind: "GitRepository",
      name: "fleet-000",
      type: "ArtifactInStorage",
      status: "True",
      reason: "Succeeded",
      message: "^stored artifact for revision 'main@sha1:[0-9a-f]{40}'$",
      // The first one may be taken while the second is still being pushed.
      during: { after: { step: "converge", nth: 2 } },
    }),
    ...["fleet-000", "fleet-001"].map((name) =>
      occurs({
        what: {
          ...{ type: "kube.event", reason: "NewArtifact" },
          involved: { kind: "GitRepository", name },
        },
        times: 3,
      }),
    ),
    controllersStayUp(),
  ],
});
