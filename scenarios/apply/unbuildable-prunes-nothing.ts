import {
  changesArrive,
  commit,
  configMap,
  controllersStayUp,
  converge,
  kustomization,
  leavesAlone,
  occurs,
  prunesNothing,
  scenario,
  shows,
  until,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const spec = { retryInterval: "4s" };
const gone = { kind: "Kustomization", name: "gone" } as const;
const broken = { kind: "Kustomization", name: "broken" } as const;
const failures = [
  {
    ...gone,
    status: "False",
    reason: "ArtifactFailed",
    message: "kustomization path not found: stat /\\S+/gone: no such file or directory",
  },
  {
    ...broken,
    status: "False",
    reason: "BuildFailed",
    message:
      "failed to decode Kubernetes YAML from /\\S+/broken/app\\.yaml: MalformedYAMLError: yaml: mapping values are not allowed in this context",
  },
] as const;
const text = (name: string, change: string) => yamlOf(configMap({ name, data: { change } }));

/** What can't be built is not nothing: whoever takes it for an empty folder deletes all there was. */
export default scenario({
  name: "apply/unbuildable-prunes-nothing",
  guarantee:
    "A Kustomization whose folder is gone from Git, or holds what is no YAML, says so, leaves alone what it applied, holds up no other, tries again, and applies the commit that mends it.",
  fleet: { repositories: 1, kustomizations: 2, sourceInterval: "2s" },
  repositories: [
    {
      name: "app",
      files: { "gone/app.yaml": text("gone", "1"), "broken/app.yaml": text("broken", "1") },
    },
  ],
  objects: [
    kustomization({ name: "gone", repository: "app", spec }),
    kustomization({ name: "broken", repository: "app", spec }),
  ],
  drive: [
    converge({ within: "1m" }),
    commit({
      repositories: ["app"],
      files: { "gone/app.yaml": null, "broken/app.yaml": "a: b: c" },
    }),
    ...failures.map(({ message: _, ...failed }) => until({ ...failed, within: "30s" })),
    commit({ repositories: ["fleet-*"] }),
    converge({ within: "30s", repositories: ["fleet-*"] }),
    wait("5s"),
    commit({
      repositories: ["app"],
      files: { "gone/app.yaml": text("gone", "2"), "broken/app.yaml": text("broken", "2") },
    }),
    converge({ within: "30s" }),
  ],
  check: [
    ...failures.flatMap(({ message, ...failed }) => [
      shows({ ...failed, message: `^${message}` }),
      occurs({
        what: {
          type: "kube.event",
          involved: { kind: failed.kind, name: failed.name },
          ...{ kind: "Warning", reason: failed.reason, message: `/${message}/` },
        },
        min: 2,
      }),
      leavesAlone({
        kustomization: failed.name,
        during: { after: { step: "converge" }, before: { step: "commit", nth: 3 } },
      }),
    ]),
    changesArrive({ max: "45s" }),
    changesArrive({ repositories: ["fleet-*"], max: "15s" }),
    prunesNothing(),
    controllersStayUp(),
  ],
  kills: ["empty-build-on-error"],
});
