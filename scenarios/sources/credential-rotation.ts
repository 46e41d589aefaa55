import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  expireCredential,
  keepsArtifact,
  prunesNothing,
  recovers,
  requestReconcile,
  rotateCredential,
  scenario,
  shows,
  until,
  wait,
} from "../../harness/index.ts";

const rejected = (name: string) =>
  until({
    kind: "GitRepository",
    name,
    status: "False",
    reason: "GitOperationFailed",
    message: "authentication required",
    within: "30s",
  });

/**
 * The Secret is read at every attempt and not watched: a new token is used at the next retry, which the
 * back-off has pushed out by then, or at once after a nudge.
 */
export default scenario({
  name: "sources/credential-rotation",
  guarantee:
    "A source whose token expired says so, keeps its artifact, and recovers with a rotated token: at once when nudged, at its next retry when not.",
  accounts: [
    { name: "nudged", owns: ["nudged"] },
    { name: "waiting", owns: ["waiting"] },
  ],
  repositories: ["nudged", "waiting"].map((name) => ({
    name,
    source: { account: name, interval: "5s" },
    kustomizations: 1,
  })),
  fleet: { repositories: 1, kustomizations: 1, sourceInterval: "5s" },
  drive: [
    converge({ within: "2m" }),
    expireCredential({ account: "nudged" }),
    expireCredential({ account: "waiting" }),
    rejected("nudged"),
    rejected("waiting"),
    commit(),
    // Long enough for the back-off to have grown past ten seconds.
    wait("16s"),
    rotateCredential({ account: "nudged" }),
    requestReconcile({ kind: "GitRepository", name: "nudged" }),
    rotateCredential({ account: "waiting" }),
    converge({ within: "1m" }),
  ],
  check: [
    ...["nudged", "waiting"].flatMap((name) => [
      shows({
        kind: "GitRepository",
        name,
        status: "False",
        reason: "GitOperationFailed",
        message: "authentication required",
      }),
      keepsArtifact({ name, during: { step: "wait" } }),
    ]),
    recovers({
      kind: "GitRepository",
      name: "nudged",
      after: { step: "rotate-credential", nth: 1 },
      within: "5s",
    }),
    recovers({
      kind: "GitRepository",
      name: "waiting",
      after: { step: "rotate-credential", nth: 2 },
      within: "30s",
    }),
    changesArrive({ repositories: ["fleet-*"], p99: "30s" }),
    prunesNothing(),
    controllersStayUp(),
  ],
});
