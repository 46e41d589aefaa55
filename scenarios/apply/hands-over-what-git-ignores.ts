import {
  changesArrive,
  commit,
  configMap,
  controllersStayUp,
  converge,
  holdsInTurn,
  occurs,
  requestReconcile,
  scenario,
  spares,
  yamlOf,
} from "../../harness/index.ts";

const domain = "kustomize.toolkit.fluxcd.io";
const app = { kind: "Kustomization", name: "app-k-000" } as const;

const file = (name: string, text: string, annotations?: Record<string, string>) =>
  yamlOf(configMap({ name, data: { text }, ...(annotations ? { annotations } : {}) }));

const only = [{ text: "1" }];

/**
 * What Git says of an object that is not applied never gets into the cluster, the annotation included: who
 * looks for it there, when the object is dropped, finds an object like any other.
 */
export default scenario({
  name: "apply/hands-over-what-git-ignores",
  guarantee:
    "An object that was applied, and that Git then annotates `ssa: Ignore` or `reconcile: disabled`, is left as it is, also by the commit that drops it; one that Git brings so annotated is never made.",
  fleet: { sourceInterval: "2s" },
  repositories: [
    {
      name: "app",
      kustomizations: 1,
      files: {
        "app-k-000/ignored.yaml": file("ignored", "1"),
        "app-k-000/disabled.yaml": file("disabled", "1"),
      },
    },
  ],
  drive: [
    converge({ within: "1m" }),
    commit({
      files: {
        "app-k-000/ignored.yaml": file("ignored", "2", { [`${domain}/ssa`]: "Ignore" }),
        "app-k-000/disabled.yaml": file("disabled", "2", { [`${domain}/reconcile`]: "disabled" }),
        "app-k-000/never.yaml": file("never", "2", { [`${domain}/ssa`]: "Ignore" }),
      },
    }),
    converge({ within: "1m" }),
    commit({
      files: {
        "app-k-000/ignored.yaml": null,
        "app-k-000/disabled.yaml": null,
        "app-k-000/never.yaml": null,
      },
    }),
    converge({ within: "1m" }),
    requestReconcile({ ...app, within: "1m" }),
  ],
  check: [
    holdsInTurn({ configMap: "ignored", contents: only }),
    holdsInTurn({ configMap: "disabled", contents: only }),
    spares({ kind: "ConfigMap", name: "ignored" }),
    spares({ kind: "ConfigMap", name: "disabled" }),
    occurs({ what: { type: "kube.object", kind: "ConfigMap", name: "never" }, times: 0 }),
    changesArrive({ max: "45s" }),
    controllersStayUp(),
  ],
  kills: ["skipped-stays-in-inventory"],
});
