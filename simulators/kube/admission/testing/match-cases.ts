import { patch, post, put, remove } from "../../contract/testing/steps.ts";
import {
  type AdmissionCase,
  configuration,
  deny,
  patchWith,
  rule,
  webhook,
} from "./admission-case.ts";
import { all, apps, deployment, inNamespace, labelled, maps, namespace } from "./objects.ts";

export const matchCases: AdmissionCase[] = [
  {
    name: "deployments, their status and their scale",
    hooks: {
      "/scale": patchWith({ op: "replace", path: "/spec/replicas", value: 7 }),
      "/image": patchWith({
        op: "add",
        path: "/spec/template/spec/initContainers",
        value: [{ name: "i", image: "init" }],
      }),
    },
    before: [namespace("adm-apps")],
    configurations: [
      configuration("Mutating", "m-apps", [
        webhook({
          name: "scale",
          ...inNamespace("adm-apps"),
          rules: [rule({ ...all, resources: ["deployments/scale"], scope: "Namespaced" })],
        }),
        webhook({
          name: "image",
          ...inNamespace("adm-apps"),
          rules: [rule({ ...all, operations: ["CREATE"], resources: ["deployments"] })],
        }),
      ]),
      configuration("Validating", "v-apps", [
        webhook({
          name: "any",
          ...inNamespace("adm-apps"),
          rules: [rule({ ...all, resources: ["*/*"], apiGroups: ["apps", "autoscaling"] })],
        }),
      ]),
    ],
    steps: [
      post(apps("adm-apps"), deployment("web", "one")),
      put(`${apps("adm-apps")}/web/status`, {
        ...deployment("web", "other"),
        status: { replicas: 1 },
      }),
      patch(`${apps("adm-apps")}/web/status`, "merge-patch", {
        status: { replicas: 1, readyReplicas: 1 },
        spec: { replicas: 9 },
      }),
      put(`${apps("adm-apps")}/web/scale`, { metadata: { name: "web" }, spec: { replicas: 3 } }),
      patch(`${apps("adm-apps")}/web/scale`, "merge-patch", { spec: { replicas: 4 } }),
      patch(`${apps("adm-apps")}/web`, "strategic-merge-patch", {
        spec: { template: { spec: { containers: [{ name: "c", image: "two" }] } } },
      }),
      remove(`${apps("adm-apps")}/web`),
    ],
  },
  {
    name: "scope, wildcards and other groups",
    before: [namespace("adm-scope", { team: "blue" })],
    configurations: [
      configuration("Mutating", "m-scope", [
        webhook({
          name: "cluster",
          rules: [rule({ ...all, scope: "Cluster", operations: ["CREATE"] })],
          ...labelled("scope"),
        }),
        webhook({
          name: "namespaced",
          rules: [rule({ ...all, scope: "Namespaced" })],
          ...labelled("scope"),
        }),
        webhook({
          name: "blue",
          rules: [rule(all)],
          ...labelled("scope"),
          namespaceSelector: { matchLabels: { team: "blue" } },
        }),
        webhook({
          name: "exactly",
          rules: [rule({ resources: ["pods", "secrets/*"] })],
          ...labelled("scope"),
        }),
        webhook({
          name: "notin",
          rules: [rule(all)],
          ...labelled("scope"),
          namespaceSelector: {
            matchExpressions: [{ key: "team", operator: "NotIn", values: ["blue"] }],
          },
        }),
        webhook({ name: "itself", rules: [rule(all)], ...inNamespace("adm-made") }),
      ]),
    ],
    steps: [
      post(maps("adm-scope"), { metadata: { name: "a", labels: { ask: "scope" } } }),
      post("/api/v1/namespaces/adm-scope/secrets", {
        metadata: { name: "a", labels: { ask: "scope" } },
        stringData: { a: "b" },
      }),
      post("/apis/rbac.authorization.k8s.io/v1/clusterroles", {
        metadata: { name: "adm-role", labels: { ask: "scope" } },
        rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
      }),
      post("/api/v1/namespaces", {
        metadata: { name: "adm-made", labels: { ask: "scope", team: "blue" } },
      }),
      patch("/api/v1/namespaces/adm-made", "merge-patch", { metadata: { labels: { x: "y" } } }),
      post(maps("adm-made"), { metadata: { name: "b" } }),
      post("/api/v1/namespaces", { metadata: { generateName: "made-", labels: { ask: "scope" } } }),
      post(maps("adm-nowhere"), { metadata: { name: "a", labels: { ask: "scope" } } }),
      remove("/api/v1/namespaces/adm-made"),
      remove("/apis/rbac.authorization.k8s.io/v1/clusterroles/adm-role"),
    ],
  },
  {
    name: "configurations of admission are never shown",
    hooks: { "/all": deny({ message: "never" }) },
    configurations: [
      configuration("Validating", "v-all", [
        webhook({
          name: "all",
          rules: [rule({ ...all, apiGroups: ["admissionregistration.k8s.io"] })],
        }),
      ]),
    ],
    steps: [
      post(
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        configuration("Mutating", "m-exempt", []),
      ),
      remove("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/m-exempt"),
    ],
  },
];
