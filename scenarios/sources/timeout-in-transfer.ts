import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  deadlineHolds,
  during,
  gitHost,
  keepsArtifact,
  prunesNothing,
  repeat,
  scenario,
  shows,
  until,
} from "../../harness/index.ts";

/** The network phases of a fetch carry the deadline: a slow transfer is cut off when it ends. */
export default scenario({
  name: "sources/timeout-in-transfer",
  guarantee:
    "A fetch that its `timeout` ends in the middle of a slow transfer stops on time, says so, keeps the old artifact, and does not hold up other sources.",
  fleet: { repositories: 2, kustomizations: 4, sourceInterval: "5s" },
  repositories: [
    {
      name: "slow",
      content: { files: 200, fileBytes: 10_000 },
      source: { timeout: "8s", interval: "5s" },
      kustomizations: 1,
    },
  ],
  drive: [
    converge({ within: "2m" }),
    during(
      gitHost.throttles({
        bytesPerSecond: 20_000,
        match: { repositories: ["slow"], endpoint: "pack" },
      }),
      [
        commit({ repositories: ["slow"] }),
        until({
          kind: "GitRepository",
          name: "slow",
          status: "False",
          reason: "GitOperationFailed",
          message: "deadline exceeded",
          within: "40s",
        }),
        repeat(2, [
          commit({ repositories: ["fleet-*"] }),
          converge({ within: "1m", repositories: ["fleet-*"] }),
        ]),
      ],
    ),
    converge({ within: "2m" }),
  ],
  check: [
    shows({
      kind: "GitRepository",
      name: "slow",
      type: "FetchFailed",
      status: "True",
      reason: "GitOperationFailed",
      message: "deadline exceeded",
      during: { fault: 1 },
    }),
    deadlineHolds({ name: "slow", timeout: "8s", overrun: "2s" }),
    keepsArtifact({ name: "slow", during: { fault: 1 } }),
    changesArrive({ repositories: ["fleet-*"], p99: "30s" }),
    prunesNothing(),
    controllersStayUp(),
  ],
});
