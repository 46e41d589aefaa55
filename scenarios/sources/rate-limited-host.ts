import {
  backsOff,
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  during,
  gitHost,
  gitRequestsStayUnder,
  keepsArtifact,
  prunesNothing,
  recovers,
  scenario,
  shows,
  until,
  wait,
} from "../../harness/index.ts";

const limited = { repositories: ["fleet-000"] };

/**
 * source-controller never reads `Retry-After`: it comes back by its own exponential back-off from 750 ms,
 * which keeps the requests few all the same, and it recovers at the first attempt after the limit.
 */
export default scenario({
  name: "sources/rate-limited-host",
  guarantee:
    "A rate-limited source shows why it fails, backs off exponentially within a request budget, keeps its artifact, and recovers by itself.",
  fleet: { repositories: 2, kustomizations: 2, sourceInterval: "5s" },
  drive: [
    converge({ within: "2m" }),
    during(gitHost.answers({ status: 429, retryAfterSeconds: 60, match: limited }), [
      commit(),
      until({
        kind: "GitRepository",
        name: "fleet-000",
        status: "False",
        reason: "GitOperationFailed",
        message: "429",
        within: "30s",
      }),
      converge({ within: "1m", repositories: ["fleet-001"] }),
      wait("25s"),
    ]),
    converge({ within: "1m" }),
    // GitHub answers an exhausted budget with 403; the window outlasts the step.
    during(gitHost.limits({ status: 403, requests: 0, windowMs: 3_600_000, match: limited }), [
      until({
        kind: "GitRepository",
        name: "fleet-000",
        status: "False",
        reason: "GitOperationFailed",
        message: "authorization failed",
        within: "30s",
      }),
      wait("5s"),
    ]),
    converge({ within: "1m" }),
  ],
  check: [
    shows({
      kind: "GitRepository",
      name: "fleet-000",
      status: "False",
      reason: "GitOperationFailed",
      message:
        "^failed to checkout and determine revision: unable to list remote for '.*/fleet-000\\.git': .*429",
      during: { fault: 1 },
    }),
    shows({
      kind: "GitRepository",
      name: "fleet-000",
      type: "FetchFailed",
      status: "True",
      reason: "GitOperationFailed",
      message: "authorization failed",
      during: { fault: 2 },
    }),
    backsOff({ repository: "fleet-000", during: { fault: 1 }, first: "750ms", slack: "2s" }),
    gitRequestsStayUnder({ repository: "fleet-000", during: { fault: 1 }, max: 8 }),
    keepsArtifact({ name: "fleet-000", during: { fault: 1 } }),
    recovers({ kind: "GitRepository", name: "fleet-000", after: { fault: 1 }, within: "50s" }),
    changesArrive({ repositories: ["fleet-001"], p99: "30s" }),
    prunesNothing(),
    controllersStayUp(),
  ],
});
