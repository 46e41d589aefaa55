import type { PartRecipe } from "../../../harness/subjects/recipe.ts";

/** What `kind load` and `kind export logs` ask a node's containerd with. */
export const crictlRecipe: PartRecipe = {
  name: "crictl",
  version: "1.34.0",
  module: "sigs.k8s.io/cri-tools",
  packages: { crictl: "sigs.k8s.io/cri-tools/cmd/crictl" },
  ldflags: "-s -w",
  crds: false,
};
