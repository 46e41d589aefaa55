import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  isKilledAndRestarted,
  prunesNothing,
  scenario,
  wait,
} from "../../harness/index.ts";

/**
 * A blob is held in memory whole while it is checked out: one that is larger than the limit gets
 * source-controller killed at every attempt. While it crash-loops nobody's artifacts are served; the
 * promise is that nothing is lost by that, and that all is well again once the commit is taken back.
 */
export default scenario({
  name: "limits/source-controller-oom",
  guarantee:
    "When a commit breaks source-controller's memory limit, the kernel kills it and it is restarted, nothing is pruned, and everything converges once the commit is taken back.",
  environments: ["sim", "local", "kind"],
  exclusive: true,
  fleet: { repositories: 2, kustomizations: 4, sourceInterval: "5s" },
  repositories: [{ name: "large", kustomizations: 1 }],
  controllers: { "source-controller": { memoryLimit: "96Mi" } },
  drive: [
    converge({ within: "2m" }),
    commit({ repositories: ["large"], blobBytes: 100_000_000 }),
    wait("20s"),
    commit({ repositories: ["fleet-*"] }),
    wait("10s"),
    commit({ repositories: ["large"], blobBytes: 0 }),
    converge({ within: "5m" }),
  ],
  check: [
    isKilledAndRestarted({ process: "source-controller" }),
    changesArrive({ max: "5m" }),
    prunesNothing(),
    controllersStayUp({ except: ["source-controller"] }),
  ],
});
