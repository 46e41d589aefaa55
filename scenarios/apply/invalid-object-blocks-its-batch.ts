import {
  changesArrive,
  commit,
  configMap,
  controllersStayUp,
  converge,
  leavesAlone,
  namespacePattern,
  occurs,
  prunesNothing,
  scenario,
  shows,
  until,
  yamlOf,
} from "../../harness/index.ts";

const app = { kind: "Kustomization", name: "app-k-000" } as const;
const failed = { ...app, status: "False", reason: "ReconciliationFailed" } as const;
const words = `^ConfigMap/${namespacePattern}/Not_Valid dry-run failed \\(Invalid\\): ConfigMap "Not_Valid" is invalid: metadata\\.name: Invalid value`;
const invalid = yamlOf(configMap({ name: "Not_Valid", data: {} }));

/**
 * Every object of a batch is tried in a dry run before the first is written: all or none. The API server
 * would take the others, as it did when each was applied by itself.
 */
export default scenario({
  name: "apply/invalid-object-blocks-its-batch",
  guarantee:
    "When one object of a Kustomization is invalid, none of its batch is written, the status says which and why, others go on, and the commit that takes it back is applied.",
  fleet: { repositories: 1, kustomizations: 2, sourceInterval: "2s", retryInterval: "4s" },
  repositories: [{ name: "app", kustomizations: 1 }],
  drive: [
    converge({ within: "1m" }),
    commit({ repositories: ["app"], objects: 3, files: { "app-k-000/invalid.yaml": invalid } }),
    until({ ...failed, within: "30s" }),
    commit({ repositories: ["fleet-*"] }),
    converge({ within: "30s", repositories: ["fleet-*"] }),
    commit({ repositories: ["app"], files: { "app-k-000/invalid.yaml": null } }),
    converge({ within: "30s" }),
  ],
  check: [
    shows({ ...failed, message: words }),
    occurs({
      what: { type: "kube.event", involved: app, kind: "Warning", message: `/${words}/` },
    }),
    // Fails where objects are applied one by one.
    leavesAlone({
      kustomization: "app-k-000",
      during: { after: { step: "converge" }, before: { step: "commit", nth: 3 } },
    }),
    changesArrive({ max: "45s" }),
    changesArrive({ repositories: ["fleet-*"], max: "15s" }),
    prunesNothing(),
    controllersStayUp(),
  ],
  kills: ["prunes-on-failed-apply"],
});
