import {
  changesArrive,
  commit,
  configMap,
  controllersStayUp,
  converge,
  holdsInTurn,
  leavesAlone,
  namespacePattern,
  occurs,
  scenario,
  shows,
  until,
  yamlOf,
} from "../../harness/index.ts";

const app = { kind: "Kustomization", name: "app-k-000" } as const;
const failed = { ...app, status: "False", reason: "ReconciliationFailed" } as const;
const words = `^ConfigMap/${namespacePattern}/fixed dry-run failed \\(Invalid\\): ConfigMap "fixed" is invalid: data: Forbidden: field is immutable when \`immutable\` is set`;

const file = (name: string, text: string, force = false) =>
  yamlOf({
    ...configMap({
      ...{ name, data: { text } },
      ...(force ? { annotations: { "kustomize.toolkit.fluxcd.io/force": "enabled" } } : {}),
    }),
    immutable: true,
  });

/** ConfigMaps that are immutable stand for Jobs, whose template is, too: they need no controller of their own. */
export default scenario({
  name: "apply/recreates-only-what-asks",
  guarantee:
    "An object whose immutable field a commit changes is deleted and made anew if it is annotated `force: enabled`; if not, it stays, none of its batch is written, the status says which field, others go on, and the commit that annotates it is applied.",
  fleet: { repositories: 1, kustomizations: 2, sourceInterval: "2s", retryInterval: "4s" },
  repositories: [
    {
      name: "app",
      kustomizations: 1,
      files: {
        "app-k-000/forced.yaml": file("forced", "1", true),
        "app-k-000/fixed.yaml": file("fixed", "1"),
      },
    },
  ],
  drive: [
    converge({ within: "1m" }),
    commit({
      repositories: ["app"],
      files: { "app-k-000/forced.yaml": file("forced", "2", true) },
    }),
    converge({ within: "30s" }),
    commit({
      repositories: ["app"],
      objects: 3,
      files: { "app-k-000/fixed.yaml": file("fixed", "2") },
    }),
    until({ ...failed, within: "30s" }),
    commit({ repositories: ["fleet-*"] }),
    converge({ within: "30s", repositories: ["fleet-*"] }),
    commit({
      repositories: ["app"],
      files: { "app-k-000/fixed.yaml": file("fixed", "2", true) },
    }),
    converge({ within: "30s" }),
  ],
  check: [
    holdsInTurn({ configMap: "forced", contents: [{ text: "1" }, "gone", { text: "2" }] }),
    holdsInTurn({ configMap: "fixed", contents: [{ text: "1" }, "gone", { text: "2" }] }),
    shows({ ...failed, message: words }),
    occurs({
      what: { type: "kube.event", involved: app, kind: "Warning", message: `/${words}/` },
    }),
    leavesAlone({
      kustomization: "app-k-000",
      during: { after: { step: "converge", nth: 2 }, before: { step: "commit", nth: 4 } },
    }),
    changesArrive({ max: "45s" }),
    changesArrive({ repositories: ["fleet-*"], max: "15s" }),
    controllersStayUp(),
  ],
  kills: ["recreates-unasked", "force-ignored"],
});
