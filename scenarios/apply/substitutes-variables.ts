import {
  applyObject,
  changesArrive,
  commit,
  configMap,
  controllersStayUp,
  converge,
  deleteObject,
  holdsInTurn,
  kustomization,
  leavesAlone,
  occurs,
  parallel,
  prunesNothing,
  scenario,
  shows,
  tellsNobody,
  until,
  untilReconciled,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const app = { kind: "Kustomization", name: "app" } as const;
const failed = { ...app, status: "False", reason: "BuildFailed" } as const;
const failing = "post build failed for 'ConfigMap\\.v1\\.\\[noGrp\\]/app'";
const missing = `${failing}: substitute from 'Secret/variables' error: secrets "variables" not found`;
const noYaml = `${failing}: envsubst error: YAMLToJSON: yaml: line 3: mapping values are not allowed in this context`;

const watched = { name: "variables", labels: { "reconcile.fluxcd.io/watch": "Enabled" } };
const secret = { apiVersion: "v1", kind: "Secret" } as const;
const holding = (password: string) =>
  applyObject({ ...secret, metadata: watched, stringData: { password, team: "s3cret-team" } });

/** Waited for beside the change: it may be done before a step that follows begins. */
const applied = untilReconciled({ name: "app", within: "20s" });

const variable = (expression: string) => `\${${expression}}`;
/** A default, an escape, and a value from each place that has some. */
const template = `${["site", "colour", "size:=large"].map(variable).join(" ")} $${variable("kept")} ${variable("password")}`;
const text = (number: number) => ({
  text: `north blue large ${variable("kept")} s3cret-${number}`,
});

/**
 * Its label takes a value that only `--set` makes one that the API server refuses, and quotes: as Flux does until
 * kustomize-controller 1.9.6, which masks it.
 */
const file = yamlOf({
  ...configMap({ name: "app", data: { text: template } }),
  metadata: { name: "app", labels: { team: variable("team") } },
});

export default scenario({
  name: "apply/substitutes-variables",
  guarantee:
    "Variables of manifests come from the Kustomization, a ConfigMap and a Secret; what a watched Secret holds anew is applied at once, whatever the interval; while it is missing, or makes no YAML, the status says so, what was applied stays and others go on; and no condition, Event or notification tells what it holds.",
  fleet: { repositories: 1, kustomizations: 2, sourceInterval: "2s" },
  repositories: [{ name: "app", files: { "app/app.yaml": file } }],
  objects: [
    { ...configMap({ name: "variables", data: { colour: "blue" } }), metadata: watched },
    kustomization({
      name: "app",
      repository: "app",
      spec: {
        // Only a watch is as quick as this scenario wants it.
        retryInterval: "5m",
        postBuild: {
          substitute: { site: "north" },
          substituteFrom: [
            { kind: "ConfigMap", name: "variables" },
            { kind: "Secret", name: "variables" },
          ],
        },
      },
    }),
  ],
  drive: [
    until({ ...failed, within: "1m" }),
    parallel([holding("s3cret-1")], [applied]),
    converge({ within: "1m" }),
    parallel([holding("s3cret-2")], [applied]),
    holding("s3cret: 3: more than a value"),
    until({ ...failed, message: "YAMLToJSON", within: "20s" }),
    deleteObject({ ...secret, name: "variables" }),
    until({ ...failed, message: "not found", within: "20s" }),
    commit({ repositories: ["fleet-*"] }),
    converge({ within: "30s", repositories: ["fleet-*"] }),
    wait("2s"),
    holding("s3cret-4"),
    until({ ...app, status: "True", within: "20s" }),
  ],
  check: [
    holdsInTurn({ configMap: "app", contents: [text(1), text(2), text(4)] }),
    tellsNobody({ text: "s3cret" }),
    ...[missing, noYaml].flatMap((message) => [
      shows({ ...failed, message: `^${message}$` }),
      occurs({
        what: { type: "kube.event", involved: app, kind: "Warning", message: `/^${message}$/` },
      }),
    ]),
    leavesAlone({
      kustomization: "app",
      during: { after: { step: "until", nth: 2 }, before: { step: "apply-object", nth: 4 } },
    }),
    changesArrive({ repositories: ["fleet-*"], max: "15s" }),
    prunesNothing(),
    controllersStayUp(),
  ],
  kills: [
    ...["missing-variables-taken-as-empty", "variables-not-watched"],
    "substitution-error-tells-values",
  ],
});
