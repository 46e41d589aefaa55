import {
  changesArrive,
  commit,
  configMap,
  controllersStayUp,
  converge,
  patchObject,
  prunesWhatCommitsDrop,
  scenario,
  spares,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const domain = "kustomize.toolkit.fluxcd.io";
const file = (name: string, annotations?: Record<string, string>) =>
  yamlOf(configMap({ name, data: { text: "1" }, ...(annotations ? { annotations } : {}) }));

/**
 * Pruning looks at each object as it is in the cluster: what a user annotated there counts, and who took
 * the owner's labels away has taken the object over.
 */
export default scenario({
  name: "apply/prune-spares-what-it-should",
  guarantee:
    "Of the objects that a commit drops exactly those are deleted that still have their owner's labels and are annotated neither `prune: disabled`, in Git or in the cluster, nor `reconcile: disabled`.",
  fleet: { sourceInterval: "2s" },
  repositories: [
    {
      name: "app",
      kustomizations: 1,
      files: {
        "app-k-000/plain.yaml": file("plain"),
        "app-k-000/in-git.yaml": file("in-git", { [`${domain}/prune`]: "disabled" }),
        "app-k-000/in-cluster.yaml": file("in-cluster"),
        "app-k-000/left-alone.yaml": file("left-alone"),
        "app-k-000/taken-over.yaml": file("taken-over"),
      },
    },
  ],
  drive: [
    converge({ within: "1m" }),
    // Applied once more, what the patches take away would be back.
    wait("2s"),
    patchObject({
      ...{ apiVersion: "v1", kind: "ConfigMap", name: "in-cluster" },
      patch: { metadata: { annotations: { [`${domain}/prune`]: "disabled" } } },
    }),
    patchObject({
      ...{ apiVersion: "v1", kind: "ConfigMap", name: "left-alone" },
      patch: { metadata: { annotations: { [`${domain}/reconcile`]: "disabled" } } },
    }),
    patchObject({
      ...{ apiVersion: "v1", kind: "ConfigMap", name: "taken-over" },
      patch: { metadata: { labels: { [`${domain}/name`]: null, [`${domain}/namespace`]: null } } },
    }),
    commit({
      files: {
        "app-k-000/plain.yaml": null,
        "app-k-000/in-git.yaml": null,
        "app-k-000/in-cluster.yaml": null,
        "app-k-000/left-alone.yaml": null,
        "app-k-000/taken-over.yaml": null,
      },
    }),
    converge({ within: "30s" }),
  ],
  check: [
    prunesWhatCommitsDrop({ except: ["in-git", "in-cluster", "left-alone", "taken-over"] }),
    spares({ kind: "ConfigMap", name: "in-git" }),
    spares({ kind: "ConfigMap", name: "in-cluster" }),
    spares({ kind: "ConfigMap", name: "left-alone" }),
    spares({ kind: "ConfigMap", name: "taken-over" }),
    changesArrive({ max: "30s" }),
    controllersStayUp(),
  ],
  kills: ["prune-disabled-ignored"],
});
