import {
  chartFiles,
  commit,
  controllersStayUp,
  helmRelease,
  occurs,
  scenario,
  showsFor,
  until,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const app = { kind: "HelmRelease", name: "app" } as const;
const labels = { app: "app" };
const selector = { matchLabels: labels };
const pod = (version: string) => ({
  containers: [{ name: "app", image: `example/app:${version}` }],
});
const workload = (kind: string, version: string, more: object = {}) =>
  yamlOf({
    ...{ apiVersion: "apps/v1", kind, metadata: { name: "app" } },
    spec: { selector, template: { metadata: { labels }, spec: pod(version) }, ...more },
  });
const chart = (version: string) =>
  chartFiles({
    ...{ name: "app", version },
    templates: {
      "deployment.yaml": workload("Deployment", version, { replicas: 3 }),
      "stateful-set.yaml": workload("StatefulSet", version, { replicas: 2, serviceName: "app" }),
      "daemon-set.yaml": workload("DaemonSet", version),
      // What a Job runs can't be changed: each version has one of its own.
      "job.yaml": yamlOf({
        ...{ apiVersion: "batch/v1", kind: "Job", metadata: { name: `app-${version}` } },
        spec: { template: { spec: { ...pod(version), restartPolicy: "Never" } } },
      }),
    },
  });
const running = (action: string) =>
  until({ ...app, type: "Reconciling", status: "True", message: `'${action}'`, within: "1m" });
const released = (message: string) => until({ ...app, status: "True", message, within: "1m" });
const told = (reason: string) => ({ type: "kube.event" as const, involved: app, reason });

/**
 * Helm judges a Deployment by the ReplicaSet of its template, a StatefulSet and a DaemonSet by their own
 * status, a Job by its completions; Helm 4 judges all by kstatus. Kills: releases that count as done once
 * their objects are written.
 */
export default scenario({
  name: "helm/waits-for-workloads",
  guarantee:
    "An install or upgrade is done only once the release's Deployments, StatefulSets and DaemonSets are ready and its Jobs complete, and then within seconds.",
  environments: ["sim", "local"],
  fleet: { sourceInterval: "2s" },
  repositories: [{ name: "charts", files: chart("0.1.0") }],
  objects: [helmRelease({ chart: "app", repository: "charts" })],
  workloads: [{ outcome: "ready", after: "10s" }],
  drive: [
    running("install"),
    wait("8s"),
    released("app.v1 with chart app@0.1.0"),
    commit({ files: chart("0.2.0") }),
    running("upgrade"),
    wait("8s"),
    released("app.v2 with chart app@0.2.0"),
  ],
  check: [
    occurs({ what: told("InstallSucceeded"), times: 0, during: { step: "wait", nth: 1 } }),
    occurs({ what: told("UpgradeSucceeded"), times: 0, during: { step: "wait", nth: 2 } }),
    occurs({ what: told("InstallSucceeded"), times: 1 }),
    occurs({ what: told("UpgradeSucceeded"), times: 1 }),
    // It looks every two seconds.
    showsFor({
      ...{ ...app, type: "Reconciling", status: "True", reason: "Progressing" },
      ...{ min: "0s", max: "30s" },
    }),
    controllersStayUp(),
  ],
  kills: ["workloads-not-awaited"],
});
