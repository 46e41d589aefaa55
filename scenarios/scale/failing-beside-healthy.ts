import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  deployment,
  namespacePattern,
  prunesNothing,
  resume,
  scenario,
  shows,
  until,
  yamlOf,
} from "../../harness/index.ts";

const failing = [0, 1, 2, 3, 4].map((at) => `failing-k-00${at}`);
const first = { kind: "Kustomization", name: "failing-k-000" } as const;

const stuck = (name: string) => yamlOf(deployment({ name: `stuck-${name}` }));

/**
 * A health check that fails holds its worker for 30 s, and is begun anew 10 s after that: five of them want more time
 * than two workers have, and the queue never empties (fluxcd/flux2#5622). Whoever comes while it is so waits for those
 * that stand before it: five checks by two workers. They begin suspended, so that they don't before the rest is Ready.
 */
export default scenario({
  name: "scale/failing-beside-healthy",
  guarantee:
    "Kustomizations whose health checks fail hold a worker each while they wait, more of them than there are workers; a commit to others waits for its turn behind them, and not for ever.",
  environments: ["sim", "local"],
  fleet: { repositories: 1, kustomizations: 4, sourceInterval: "2s" },
  repositories: [
    {
      name: "failing",
      kustomizations: failing.length,
      kustomizationSpec: { wait: true, timeout: "10s", retryInterval: "10s", suspend: true },
      files: Object.fromEntries(failing.map((name) => [`${name}/stuck.yaml`, stuck(name)])),
    },
  ],
  controllers: { "kustomize-controller": { flags: ["--concurrent=2"] } },
  workloads: [{ select: { names: ["stuck-*"] }, outcome: "never" }],
  drive: [
    converge({ within: "1m", except: failing }),
    ...failing.map((name) => resume({ kind: "Kustomization", name })),
    until({ ...first, status: "False", reason: "HealthCheckFailed", within: "1m" }),
    commit({ repositories: ["fleet-*"] }),
    converge({ within: "2m", repositories: ["fleet-*"] }),
  ],
  check: [
    shows({
      ...{ ...first, status: "False", reason: "HealthCheckFailed" },
      message: `^health check failed after 30\\.\\d+s: timeout waiting for: \\[Deployment/${namespacePattern}/stuck-failing-k-000 status: 'InProgress'\\]$`,
    }),
    // Three rounds of two, and what a busy machine adds.
    changesArrive({ repositories: ["fleet-*"], max: "100s" }),
    prunesNothing(),
    controllersStayUp(),
  ],
  kills: ["retries-go-first"],
});
