import { get, patch, post, put } from "../../contract/testing/steps.ts";
import type { AdmissionCase } from "./admission-case.ts";
import { account, at, claim, pod, settle, using } from "./consumers.ts";
import { apps, deployment, maps, namespace } from "./objects.ts";

/** With two ports of nodes from the first on, if any. */
const service = (name: string, clusterIP: string, type: string, firstPort = 0) => ({
  metadata: { name },
  spec: {
    type,
    clusterIP,
    ports: [0, 1].map((index) => ({
      name: `p${index}`,
      port: 80 + index,
      ...(firstPort > 0 && { nodePort: firstPort + index }),
    })),
  },
});

/** A quota, and what a controller would have counted. */
const quota = (
  home: string,
  { name, hard, used, ...more }: { name: string; hard: object; used?: object; scopes?: string[] },
) => [
  post(at(home, "resourcequotas"), { metadata: { name }, spec: { hard, ...more } }),
  ...(used
    ? [
        patch(`${at(home, "resourcequotas")}/${name}/status`, "merge-patch", {
          status: { hard, used },
        }),
      ]
    : []),
];

export const quotaCases: AdmissionCase[] = [
  {
    name: "quotas of pods",
    before: [
      namespace("adm-quota"),
      account("adm-quota"),
      ...quota("adm-quota", {
        name: "q",
        hard: { pods: "3", "requests.cpu": "1", "limits.memory": "1Gi" },
        used: { pods: "0", "requests.cpu": "0", "limits.memory": "0" },
      }),
      ...settle("adm-quota"),
    ],
    steps: [
      post(at("adm-quota", "pods"), pod("unsaid")),
      post(
        at("adm-quota", "pods"),
        pod("unsaid", {
          containers: [
            { name: "b", image: "i", resources: { requests: { cpu: "1m" } } },
            { name: "a", image: "i", resources: { limits: { memory: "1Mi" } } },
          ],
        }),
      ),
      post(at("adm-quota", "pods"), using("a", { cpu: "600m" }, { memory: "512Mi" })),
      get(`${at("adm-quota", "resourcequotas")}/q`),
      post(at("adm-quota", "pods"), using("b", { cpu: "600m" }, { memory: "768Mi" })),
      post(`${at("adm-quota", "pods")}?dryRun=All`, using("b", { cpu: "100m" }, { memory: "1Mi" })),
      post(at("adm-quota", "pods"), using("b", { cpu: "400m" }, { memory: "512Mi" })),
      post(at("adm-quota", "pods"), using("c", { cpu: "0" }, { memory: "0" })),
      post(at("adm-quota", "pods"), using("d", { cpu: "0" }, { memory: "0" })),
      get(`${at("adm-quota", "resourcequotas")}/q`),
      post(apps("adm-quota"), deployment("free", "i")),
    ],
  },
  {
    name: "quotas of counts, services and claims",
    before: [
      namespace("adm-counts"),
      ...quota("adm-counts", {
        name: "q",
        hard: {
          configmaps: "1",
          "count/deployments.apps": "1",
          "count/gears.example.com": "0",
          services: "3",
          "services.nodeports": "3",
          "services.loadbalancers": "1",
          "requests.storage": "10Gi",
          "fast.storageclass.storage.k8s.io/requests.storage": "5Gi",
        },
        used: {
          configmaps: "0",
          "count/deployments.apps": "0",
          "count/gears.example.com": "0",
          services: "0",
          "services.nodeports": "0",
          "services.loadbalancers": "0",
          "requests.storage": "0",
          "fast.storageclass.storage.k8s.io/requests.storage": "0",
        },
      }),
      ...settle("adm-counts"),
    ],
    steps: [
      post(maps("adm-counts"), { metadata: { name: "a" } }),
      post(maps("adm-counts"), { metadata: { name: "b" } }),
      post(apps("adm-counts"), deployment("a", "i")),
      post(apps("adm-counts"), deployment("b", "i")),
      post(at("adm-counts", "services"), service("plain", "10.0.0.201", "ClusterIP")),
      post(at("adm-counts", "services"), service("open", "10.0.0.202", "NodePort", 30201)),
      post(at("adm-counts", "services"), service("more", "10.0.0.203", "NodePort", 30203)),
      patch(`${at("adm-counts", "services")}/plain`, "merge-patch", { spec: { type: "NodePort" } }),
      post(
        at("adm-counts", "persistentvolumeclaims"),
        claim("a", "4Gi", { storageClassName: "fast" }),
      ),
      post(
        at("adm-counts", "persistentvolumeclaims"),
        claim("b", "2Gi", { storageClassName: "fast" }),
      ),
      post(
        at("adm-counts", "persistentvolumeclaims"),
        claim("c", "2Gi", { storageClassName: "slow" }),
      ),
      post(
        at("adm-counts", "persistentvolumeclaims"),
        claim("d", "4097Mi", { storageClassName: "s" }),
      ),
      get(`${at("adm-counts", "resourcequotas")}/q`),
    ],
  },
  {
    name: "quotas of some pods, and those nobody counted",
    before: [
      namespace("adm-scopes"),
      account("adm-scopes"),
      ...quota("adm-scopes", {
        name: "best",
        hard: { pods: "1" },
        used: { pods: "0" },
        scopes: ["BestEffort"],
      }),
      ...quota("adm-scopes", {
        name: "ending",
        hard: { pods: "1", cpu: "1" },
        used: { pods: "1", cpu: "0" },
        scopes: ["Terminating"],
      }),
      ...quota("adm-scopes", { name: "uncounted", hard: { secrets: "1" } }),
      ...quota("adm-scopes", {
        name: "unknown",
        hard: { secrets: "1", configmaps: "1" },
        used: { secrets: "0" },
      }),
      ...settle("adm-scopes"),
    ],
    steps: [
      post(at("adm-scopes", "pods"), pod("a")),
      post(at("adm-scopes", "pods"), pod("b")),
      post(at("adm-scopes", "pods"), using("c", { cpu: "1m" })),
      post(at("adm-scopes", "pods"), using("d", { cpu: "1m" }, {}, { activeDeadlineSeconds: 5 })),
      patch(`${at("adm-scopes", "pods")}/c`, "merge-patch", { spec: { activeDeadlineSeconds: 5 } }),
      post(at("adm-scopes", "secrets"), { metadata: { name: "s" } }),
      post(maps("adm-scopes"), { metadata: { name: "s" } }),
      put(`${at("adm-scopes", "secrets")}/s`, { metadata: { name: "s" }, stringData: { a: "b" } }),
      get(at("adm-scopes", "resourcequotas")),
    ],
  },
];
