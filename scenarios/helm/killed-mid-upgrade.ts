import {
  chartFiles,
  commit,
  controllersStayUp,
  helmRelease,
  killController,
  occurs,
  recovers,
  scenario,
  shows,
  until,
  wait,
} from "../../harness/index.ts";

const app = { kind: "HelmRelease", name: "app" } as const;
/** Helm waits for a StatefulSet by its own status, where for a Deployment it wants to see ReplicaSets. */
const chart = (version: string) =>
  chartFiles({
    ...{ name: "app", version },
    templates: {
      "stateful-set.yaml": `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: app }
spec:
  serviceName: app
  replicas: 1
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec: { containers: [{ name: app, image: "example/app:${version}" }] }
`,
    },
  });
const unlocked = "Unlocked Helm release .*/app.v2 with chart app@0.2.0 in pending-upgrade state";
const told = (reason: string, message: string) => ({
  ...{ type: "kube.event", involved: app, reason, message: `/^${message}$/` },
});

/**
 * Helm itself leaves such a release pending and refuses every other action on it, "another operation is in
 * progress" (helm-controller#644). Kills: a pending release that is never unlocked or only after its
 * time-out, one that is unlocked and then left failed, and an upgrade taken for done that was not.
 */
export default scenario({
  name: "helm/killed-mid-upgrade",
  guarantee:
    "A release that helm-controller was killed over is unlocked as soon as it is back, said so, and upgraded anew without a retry to its name.",
  environments: ["sim", "local"],
  fleet: { sourceInterval: "2s" },
  repositories: [{ name: "charts", files: chart("0.1.0") }],
  objects: [helmRelease({ chart: "app", repository: "charts" })],
  workloads: [{ outcome: "ready", after: "5s" }],
  drive: [
    until({ ...app, status: "True", message: "app.v1 with chart app@0.1.0", within: "1m" }),
    commit({ files: chart("0.2.0") }),
    until({ ...app, type: "Reconciling", status: "True", message: "'upgrade'", within: "1m" }),
    // Helm has stored the release as pending by now, and waits for what it changed.
    wait("2s"),
    killController({ controller: "helm-controller" }),
    until({ ...app, status: "True", message: "app.v3 with chart app@0.2.0", within: "1m" }),
  ],
  check: [
    occurs({ what: { type: "process.exit", process: "helm-controller" }, times: 1 }),
    shows({
      ...{ ...app, type: "Released", status: "False", reason: "PendingRelease" },
      message: `^${unlocked}$`,
    }),
    occurs({ what: told("PendingRelease", unlocked), times: 1 }),
    occurs({ what: told("UpgradeSucceeded", "Helm upgrade succeeded .*/app.v3 .*"), times: 1 }),
    occurs({ what: { type: "kube.event", involved: app, kind: "Warning" }, times: 0 }),
    occurs({
      what: {
        ...{ type: "kube.object", ...app },
        state: { releases: [{ version: 3, status: "deployed", chartVersion: "0.2.0" }] },
      },
    }),
    recovers({ ...app, after: { step: "kill-controller" }, within: "30s" }),
    controllersStayUp({ except: ["helm-controller"] }),
  ],
});
