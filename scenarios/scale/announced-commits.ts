import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  prunesNothing,
  repeat,
  scenario,
} from "../../harness/index.ts";

/**
 * Load with little noise: the commits are announced together right after their pushes, so when polls happen to
 * come is no part of any latency. Made to be swept: `--set fleet.kustomizations=200`, `--set rounds=10`,
 * `--set concurrency=8`, `--set controllers.kustomize-controller.cpuLimit=500m`.
 */
export default scenario({
  name: "scale/announced-commits",
  guarantee:
    "Commits to all repositories at once, each announced, reach every Kustomization without a poll.",
  fleet: {
    repositories: 4,
    kustomizations: 40,
    objectsPerKustomization: 2,
    // No poll within a run.
    sourceInterval: "10m",
    kustomizationInterval: "10m",
  },
  drive: [
    converge({ within: "5m" }),
    repeat(4, [commit({ announced: true }), converge({ within: "5m" })]),
  ],
  // Well below the interval: a poll would be too late.
  check: [changesArrive({ max: "5m" }), prunesNothing(), controllersStayUp()],
  kills: ["wakes-only-five"],
});
