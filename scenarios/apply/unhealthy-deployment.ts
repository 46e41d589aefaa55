import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  deployment,
  namespacePattern,
  prunesWhatCommitsDrop,
  resume,
  scenario,
  shows,
  showsFor,
  until,
  yamlOf,
} from "../../harness/index.ts";

const app = { kind: "Kustomization", name: "app-k-000" } as const;
const failed = { ...app, status: "False", reason: "HealthCheckFailed" } as const;
const waiting = `timeout waiting for: \\[Deployment/${namespacePattern}/stuck status: 'InProgress'\\]`;

/**
 * A health check takes 30 s at least, whatever shorter `timeout` is set. `app` begins suspended: looked at
 * before its source is ready it would come back in the middle of the check and begin another.
 */
export default scenario({
  name: "apply/unhealthy-deployment",
  guarantee:
    "A Kustomization that waits for a Deployment that never gets ready fails its health check when the time is up, names the Deployment, holds up no other, and is Ready at the commit that takes it back.",
  environments: ["sim", "local"],
  fleet: { repositories: 1, kustomizations: 2, sourceInterval: "2s" },
  repositories: [
    {
      name: "app",
      kustomizations: 1,
      kustomizationSpec: { wait: true, timeout: "10s", retryInterval: "2m", suspend: true },
    },
  ],
  workloads: [{ select: { names: ["stuck"] }, outcome: "never" }],
  drive: [
    converge({ within: "1m", except: ["app-k-000"] }),
    resume(app),
    converge({ within: "30s" }),
    commit({
      repositories: ["app"],
      files: { "app-k-000/stuck.yaml": yamlOf(deployment({ name: "stuck" })) },
    }),
    commit({ repositories: ["fleet-*"] }),
    converge({ within: "30s", repositories: ["fleet-*"] }),
    until({ ...failed, within: "50s" }),
    commit({ repositories: ["app"], files: { "app-k-000/stuck.yaml": null } }),
    converge({ within: "30s" }),
  ],
  check: [
    shows({ ...failed, message: `^health check failed after 30\\.\\d+s: ${waiting}$` }),
    shows({ ...failed, type: "Healthy", message: `^${waiting}$` }),
    // A check that takes the Deployment for ready at once, or that nothing ever ends.
    showsFor({ ...app, type: "Healthy", status: "Unknown", min: "0s", max: "35s" }),
    changesArrive({ max: "60s" }),
    changesArrive({ repositories: ["fleet-*"], max: "15s" }),
    prunesWhatCommitsDrop(),
    controllersStayUp(),
  ],
  kills: ["failed-health-reported-ready"],
});
