import {
  apiServer,
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  during,
  finishesApply,
  killController,
  occurs,
  prunesNothing,
  scenario,
  untilApplied,
} from "../../harness/index.ts";

const process = "kustomize-controller";

/**
 * What a killed kustomize-controller has applied so far stands in no inventory yet, and its Kustomization
 * still tells of the commit before: all it knows after its restart is what Git wants and what the cluster
 * has. Slow writes make the time between the first object and the last long enough to be met. In a cluster
 * the lease of the killed one, 35 s, must run out before another begins.
 */
export default scenario({
  name: "restarts/kustomize-controller-mid-apply",
  guarantee:
    "A kustomize-controller killed while it applies a commit applies the rest of it once restarted; no object is pruned, left behind or taken back.",
  environments: ["sim", "local", "kind"],
  fleet: { repositories: 1, kustomizations: 1, objectsPerKustomization: 40, sourceInterval: "2s" },
  drive: [
    converge({ within: "2m" }),
    during(
      apiServer.delays({ delayMs: 100, match: { verbs: ["patch"], resources: ["configmaps"] } }),
      [
        commit({ objects: 50 }),
        untilApplied({ kustomization: "fleet-000-k-000", objects: 10, within: "1m" }),
        killController({ controller: process }),
      ],
    ),
    converge({ within: "2m" }),
  ],
  check: [
    finishesApply({ process }),
    occurs({
      what: { type: "process.exit", process, signal: "SIGKILL", oomKilled: false },
      times: 1,
    }),
    changesArrive({ max: "2m" }),
    prunesNothing(),
    controllersStayUp({ except: [process] }),
  ],
  kills: ["revision-recorded-before-apply"],
});
