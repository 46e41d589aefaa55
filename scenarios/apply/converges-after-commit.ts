import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  prunesNothing,
  repeat,
  scenario,
} from "../../harness/index.ts";

/** The everyday promise: what is pushed arrives everywhere, and nothing else changes. */
export default scenario({
  name: "apply/converges-after-commit",
  guarantee:
    "Every Kustomization of a fleet is Ready at a new commit within one poll of its source and a bounded reconcile.",
  fleet: { repositories: 2, kustomizations: 20, objectsPerKustomization: 2, sourceInterval: "5s" },
  drive: [converge({ within: "3m" }), repeat(2, [commit(), converge({ within: "2m" })])],
  check: [changesArrive({ p99: "60s" }), prunesNothing(), controllersStayUp()],
  kills: ["wakes-only-five"],
});
