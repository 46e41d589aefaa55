import {
  changesArrive,
  commit,
  configMap,
  controllersStayUp,
  converge,
  deleteObject,
  holdsInTurn,
  occurs,
  patchObject,
  requestReconcile,
  scenario,
  yamlOf,
} from "../../harness/index.ts";

const domain = "kustomize.toolkit.fluxcd.io";
const app = { kind: "Kustomization", name: "app-k-000" } as const;

const file = (name: string, text: string, annotations?: Record<string, string>) =>
  yamlOf(configMap({ name, data: { text }, ...(annotations ? { annotations } : {}) }));

const ssa = (policy: string) => ({ [`${domain}/ssa`]: policy });
const reconcile = (value: "enabled" | "disabled") => ({ [`${domain}/reconcile`]: value });

const files = (text: string) => ({
  "app-k-000/edited.yaml": file("edited", text, ssa("Override")),
  "app-k-000/operated.yaml": file("operated", text),
  "app-k-000/merged.yaml": file("merged", text, ssa("Merge")),
  "app-k-000/once.yaml": file("once", text, ssa("IfNotPresent")),
  "app-k-000/paused.yaml": file("paused", text, reconcile("enabled")),
  "app-k-000/ignored.yaml": file("ignored", text, ssa("Ignore")),
});

const object = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", name });

const edit = (name: string, fieldManager: string, annotations: Record<string, string> = {}) =>
  patchObject({
    ...object(name),
    fieldManager,
    patch: { data: { text: "by hand", added: "by hand" }, metadata: { annotations } },
  });

const edited = { text: "by hand", also: ["added"] };
const one = { text: "1" };
const two = { text: "2" };
const merged = (content: { text: string }) => ({ ...content, also: ["added"] });

/**
 * What kubectl wrote Flux takes for its own and so takes away, fields of other managers it keeps. What Git
 * says of `reconcile` doesn't count while the object says otherwise. Whether the last commit prunes `once`
 * depends on the release: kustomize-controller 1.7.3 forgets what it skips, 1.9.5 doesn't
 * (fluxcd/kustomize-controller#1651).
 */
export default scenario({
  name: "apply/undoes-edits-as-annotated",
  guarantee:
    "What an edit in the cluster changed of Git's fields is undone, and what kubectl added taken away; what is deleted comes back. `ssa: Merge` keeps additions, `IfNotPresent` all edits, `Ignore` is never applied, and `reconcile: disabled`, set in the cluster, keeps all edits until it is taken off there.",
  fleet: { sourceInterval: "2s" },
  repositories: [{ name: "app", kustomizations: 1, files: files("1") }],
  drive: [
    converge({ within: "1m" }),
    edit("edited", "kubectl-edit"),
    edit("operated", "some-operator"),
    edit("merged", "kubectl-edit"),
    edit("once", "kubectl-edit"),
    edit("paused", "kubectl-edit", reconcile("disabled")),
    requestReconcile({ ...app, within: "1m" }),
    commit({ files: files("2") }),
    converge({ within: "1m" }),
    patchObject({
      ...object("paused"),
      fieldManager: "kubectl-annotate",
      patch: { metadata: { annotations: { [`${domain}/reconcile`]: null } } },
    }),
    deleteObject(object("edited")),
    deleteObject(object("once")),
    requestReconcile({ ...app, within: "1m" }),
    requestReconcile({ ...app, within: "1m" }),
    commit({
      files: Object.fromEntries(Object.keys(files("2")).map((path) => [path, null])),
    }),
    converge({ within: "1m" }),
  ],
  check: [
    holdsInTurn({
      configMap: "edited",
      contents: [one, edited, one, two, "gone", two, "gone"],
    }),
    holdsInTurn({
      configMap: "operated",
      contents: [one, edited, merged(one), merged(two), "gone"],
    }),
    holdsInTurn({ configMap: "merged", contents: [one, edited, merged(one), merged(two), "gone"] }),
    holdsInTurn({
      configMap: "once",
      contents: [one, edited, "gone", two],
      during: { before: { step: "commit", nth: 2 } },
    }),
    holdsInTurn({ configMap: "paused", contents: [one, edited, two, "gone"] }),
    occurs({ what: { type: "kube.object", kind: "ConfigMap", name: "ignored" }, times: 0 }),
    changesArrive({ max: "45s" }),
    controllersStayUp(),
  ],
  kills: [
    "kubectl-edits-kept",
    "merge-ignored",
    "if-not-present-ignored",
    "reconcile-disabled-ignored",
    "skipped-is-pruned",
  ],
});
