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

/** One repository too large for the memory limit: its own source never arrives, but nobody else is harmed. */
export default scenario({
  name: "limits/source-controller-oom",
  guarantee:
    "When one repository breaks source-controller's memory limit, the kernel kills it, it is restarted, the other sources still converge, and nothing is pruned.",
  exclusive: true,
  fleet: { repositories: 2, kustomizations: 4, sourceInterval: "5s" },
  repositories: [
    {
      name: "large",
      content: { files: 100_000, fileBytes: 100 },
      source: { timeout: "10m", interval: "10m" },
    },
  ],
  controllers: { "source-controller": { memoryLimit: "128Mi" } },
  drive: [
    converge({ within: "3m", repositories: ["fleet-*"] }),
    wait("30s"),
    commit({ repositories: ["fleet-*"] }),
    converge({ within: "4m", repositories: ["fleet-*"] }),
  ],
  check: [
    isKilledAndRestarted({ process: "source-controller" }),
    changesArrive({ repositories: ["fleet-*"], max: "3m" }),
    prunesNothing(),
    controllersStayUp({ except: ["source-controller"] }),
  ],
});
