import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  deployment,
  prunesWhatCommitsDrop,
  scenario,
  shows,
  until,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const app = { kind: "Kustomization", name: "app-k-000" } as const;
const checking = { ...app, type: "Healthy", status: "Unknown", reason: "Progressing" } as const;

const rollOut = (change: number) =>
  commit({
    announced: true,
    files: {
      "app-k-000/app.yaml": yamlOf(deployment({ name: "app", image: `example.com/app:${change}` })),
    },
  });

/**
 * The gate is off by default. The commits at the end come while the Deployment of the one before rolls out: in
 * kustomize-controller 1.8.0 to 1.8.2 a Kustomization could stay in progress for ever after that
 * (fluxcd/kustomize-controller#1624).
 */
export default scenario({
  name: "apply/new-revision-ends-health-check",
  guarantee:
    "With the feature gate CancelHealthCheckOnNewRevision a health check that waits in vain ends for the commit that mends it, not when its time is up; commits in quick succession leave nothing unapplied.",
  environments: ["sim", "local"],
  repositories: [
    {
      name: "app",
      source: { interval: "2s" },
      kustomizations: 1,
      kustomizationSpec: { wait: true, timeout: "5m", retryInterval: "5m" },
    },
  ],
  controllers: {
    "kustomize-controller": { flags: ["--feature-gates=CancelHealthCheckOnNewRevision=true"] },
  },
  workloads: [
    { select: { names: ["stuck"] }, outcome: "never" },
    { outcome: "ready", after: "3s" },
  ],
  drive: [
    converge({ within: "1m" }),
    commit({ files: { "app-k-000/stuck.yaml": yamlOf(deployment({ name: "stuck" })) } }),
    until({ ...checking, within: "20s" }),
    commit({ files: { "app-k-000/stuck.yaml": null } }),
    converge({ within: "1m" }),
    ...[1, 2, 3, 4].flatMap((change) => [rollOut(change), wait("2s")]),
    converge({ within: "1m" }),
  ],
  check: [
    shows({
      ...checking,
      message: "^Running health checks for revision .* with a timeout of 5m0s$",
    }),
    // Two polls, the look for a new revision, and what a busy machine adds.
    changesArrive({ max: "45s" }),
    prunesWhatCommitsDrop(),
    controllersStayUp(),
  ],
  kills: ["health-check-outlasts-revision"],
});
