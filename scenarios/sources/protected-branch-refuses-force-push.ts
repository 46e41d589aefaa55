import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  forcePush,
  keepsArtifact,
  occurs,
  protectBranch,
  prunesNothing,
  scenario,
  wait,
} from "../../harness/index.ts";

/**
 * The counterpart of `sources/force-push`: what is refused never was. Polls go on meanwhile and find what they
 * found before: a source that clones at every poll would show here. The push after it is an ordinary one.
 */
export default scenario({
  name: "sources/protected-branch-refuses-force-push",
  guarantee:
    "A force-push that a protected branch refuses changes nothing: sources keep their artifacts, nothing is pruned, and the next ordinary push arrives as ever.",
  fleet: { repositories: 2, kustomizations: 4, objectsPerKustomization: 1, sourceInterval: "3s" },
  drive: [
    converge({ within: "2m" }),
    commit({ objects: 3 }),
    converge({ within: "1m" }),
    protectBranch(),
    // Would drop the second commit, and with it two of the three ConfigMaps of each Kustomization.
    forcePush({ back: 1, refused: true }),
    wait("10s"),
    commit(),
    converge({ within: "1m" }),
  ],
  check: [
    occurs({
      what: { type: "git.refusal", because: "/^branch main is protected from force push$/" },
      times: 2,
    }),
    ...["fleet-000", "fleet-001"].flatMap((repository) => [
      keepsArtifact({ name: repository, during: { step: "wait" } }),
      occurs({
        what: { type: "git.request", repository, endpoint: "refs", status: 200 },
        min: 2,
        during: { step: "wait" },
      }),
    ]),
    occurs({ what: { type: "git.request", endpoint: "pack" }, times: 0, during: { step: "wait" } }),
    changesArrive({ p99: "30s" }),
    prunesNothing(),
    controllersStayUp(),
  ],
  kills: ["cloned-at-every-poll"],
});
