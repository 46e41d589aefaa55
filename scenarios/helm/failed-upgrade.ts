import {
  chartFiles,
  commit,
  configMap,
  controllersStayUp,
  helmRelease,
  occurs,
  recovers,
  requestReconcile,
  scenario,
  shows,
  until,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const app = { kind: "HelmRelease", name: "app" } as const;
/** Helm creates Secrets before ConfigMaps: this one's failure comes before anything is changed. */
const misplaced = yamlOf({
  ...{ apiVersion: "v1", kind: "Secret" },
  metadata: { name: "lost", namespace: "nowhere" },
});
const chart = (version: string, change: string, more: Record<string, string> = {}) =>
  chartFiles({
    ...{ name: "app", version },
    templates: { "config.yaml": yamlOf(configMap({ name: "app", data: { change } })), ...more },
  });
const configured = (change: number) => ({
  ...{ type: "kube.object", kind: "ConfigMap", name: "app" },
  state: { release: "/app$/", change },
});
/** Newest first. */
const history = (...statuses: string[]) => ({
  ...{ type: "kube.object", ...app },
  state: { releases: statuses.map((status, at) => ({ version: statuses.length - at, status })) },
});

/**
 * Kills: a failed upgrade that is tried again without end, or by a mere nudge; one that is reported Ready,
 * or stalled without a word; an old release taken for superseded, and stalling that outlasts its cause.
 */
export default scenario({
  name: "helm/failed-upgrade",
  guarantee:
    "An upgrade that fails is tried once, stalls with RetriesExceeded through nudges and leaves the old release deployed; a fixed chart is released at once.",
  fleet: { sourceInterval: "2s" },
  repositories: [{ name: "charts", files: chart("0.1.0", "1") }],
  objects: [helmRelease({ chart: "app", repository: "charts" })],
  drive: [
    until({ ...app, status: "True", message: "app.v1 with chart app@0.1.0", within: "1m" }),
    commit({ files: chart("0.2.0", "2", { "lost.yaml": misplaced }) }),
    until({ ...app, type: "Stalled", status: "True", within: "1m" }),
    requestReconcile({ ...app, within: "20s" }),
    wait("4s"),
    commit({ files: { ...chart("0.3.0", "3"), "app/templates/lost.yaml": null } }),
    until({ ...app, status: "True", message: "app.v3 with chart app@0.3.0", within: "1m" }),
  ],
  check: [
    shows({
      ...{ ...app, status: "False", reason: "UpgradeFailed" },
      message:
        '^Helm upgrade failed for release .*/app with chart app@0.2.0: failed to create resource: (server-side apply failed for .*: )?namespaces "nowhere" not found$',
    }),
    shows({
      ...{ ...app, type: "Stalled", status: "True", reason: "RetriesExceeded" },
      message: "^Failed to upgrade after 1 attempt\\(s\\)$",
    }),
    occurs({ what: { type: "kube.event", reason: "UpgradeFailed" }, times: 1 }),
    occurs({ what: history("failed", "deployed") }),
    recovers({ ...app, after: { step: "commit", nth: 2 }, within: "20s" }),
    occurs({ what: history("deployed", "failed", "superseded") }),
    occurs({ what: configured(1), times: 1 }),
    occurs({ what: configured(2), times: 0 }),
    occurs({ what: configured(3), times: 1 }),
    controllersStayUp(),
  ],
});
