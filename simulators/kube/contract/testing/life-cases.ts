import type { ContractCase } from "./cases.ts";
import { configMap, configMaps, get, patch, post, put, remove } from "./steps.ts";

const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "d" },
  spec: {
    selector: { matchLabels: { app: "d" } },
    template: {
      metadata: { labels: { app: "d" } },
      spec: { containers: [{ name: "c", image: "i" }] },
    },
  },
};
const deployments = "/apis/apps/v1/namespaces/default/deployments";

export const lifeCases: ContractCase[] = [
  {
    name: "an object from its creation to its end",
    steps: [
      post(`${configMaps}?fieldManager=me`, configMap("life", { data: { a: "1" } })),
      get(`${configMaps}/life`),
      put(`${configMaps}/life`, configMap("life", { data: { a: "1" } })),
      put(
        `${configMaps}/life`,
        configMap("life", { data: { a: "2" } }, { resourceVersion: "$version1" }),
      ),
      put(
        `${configMaps}/life`,
        configMap("life", { data: { a: "3" } }, { resourceVersion: "$version1" }),
      ),
      put(`${configMaps}/life`, configMap("life", {}, { uid: "other" })),
      patch(`${configMaps}/life`, "merge-patch", { data: { b: "2" } }),
      patch(`${configMaps}/life`, "json-patch", [{ op: "remove", path: "/data/a" }]),
      patch(`${configMaps}/life`, "strategic-merge-patch", { metadata: { labels: { x: "y" } } }),
      remove(`${configMaps}/life`, { preconditions: { uid: "other" } }),
      remove(`${configMaps}/life`, { preconditions: { resourceVersion: "1" } }),
      remove(`${configMaps}/life`),
      get(`${configMaps}/life`),
    ],
  },
  {
    name: "finalizers hold an object back",
    steps: [
      post(configMaps, configMap("held", {}, { finalizers: ["example.com/one"] })),
      remove(`${configMaps}/held?propagationPolicy=Foreground`),
      remove(`${configMaps}/held`),
      patch(`${configMaps}/held`, "merge-patch", { metadata: { finalizers: ["example.com/new"] } }),
      patch(`${configMaps}/held`, "merge-patch", { metadata: { finalizers: null } }),
      get(`${configMaps}/held`),
    ],
  },
  {
    name: "a dry run changes nothing",
    steps: [
      post(`${configMaps}?dryRun=All`, configMap("dry")),
      get(`${configMaps}/dry`),
      post(configMaps, configMap("dry2")),
      patch(`${configMaps}/dry2?dryRun=All`, "merge-patch", { data: { a: "1" } }),
      remove(`${configMaps}/dry2?dryRun=All`),
      get(`${configMaps}/dry2`),
    ],
  },
  {
    name: "server-side apply creates, owns, conflicts and forces",
    steps: [
      patch(`${configMaps}/applied`, "apply-patch", configMap("applied")),
      patch(
        `${configMaps}/applied?fieldManager=one`,
        "apply-patch",
        configMap("applied", { data: { a: "1" } }),
      ),
      patch(
        `${configMaps}/applied?fieldManager=one`,
        "apply-patch",
        configMap("applied", { data: { a: "1" } }),
      ),
      patch(
        `${configMaps}/applied?fieldManager=two`,
        "apply-patch",
        configMap("applied", { data: { a: "2" } }),
      ),
      patch(
        `${configMaps}/applied?fieldManager=two&force=true`,
        "apply-patch",
        configMap("applied", { data: { a: "2" } }),
      ),
      patch(`${configMaps}/applied?fieldManager=two`, "apply-patch", configMap("other")),
      patch(`${configMaps}/applied?fieldManager=two`, "apply-patch", { apiVersion: "v1" }),
    ],
  },
  {
    name: "generation counts wishes, status and scale have endpoints of their own",
    steps: [
      post(deployments, deployment),
      patch(`${deployments}/d`, "merge-patch", { metadata: { labels: { a: "b" } } }),
      patch(`${deployments}/d`, "merge-patch", { metadata: { annotations: { a: "b" } } }),
      patch(`${deployments}/d`, "merge-patch", { status: { replicas: 3 } }),
      patch(`${deployments}/d/status`, "merge-patch", {
        status: { replicas: 3 },
        spec: { replicas: 9 },
      }),
      get(`${deployments}/d/scale`),
      patch(`${deployments}/d/scale`, "merge-patch", { spec: { replicas: 2 } }),
      get(`${deployments}/d`),
      remove(`${deployments}/d`),
    ],
  },
  {
    name: "namespaces",
    steps: [
      post("/api/v1/namespaces", { metadata: { name: "contract" } }),
      post("/api/v1/namespaces", { metadata: { name: "a.b" } }),
      remove("/api/v1/namespaces/default"),
      post("/api/v1/namespaces/nope/configmaps", configMap("a")),
      remove("/api/v1/namespaces/contract"),
      post("/api/v1/namespaces/contract/configmaps", configMap("a")),
      remove("/api/v1/namespaces/contract"),
      put("/api/v1/namespaces/contract/finalize", { metadata: { name: "contract" }, spec: {} }),
      get("/api/v1/namespaces/contract"),
    ],
  },
  {
    name: "scales that don't say what they are can't be applied",
    steps: [
      post(deployments, { ...deployment, metadata: { name: "unsaid" } }),
      ...["{}", "null", '{"kind":"Scale"}', '{"apiVersion":"apps/v1","kind":"Scale"}'].map((body) =>
        patch(`${deployments}/unsaid/scale?fieldManager=m`, "apply-patch", body),
      ),
      remove(`${deployments}/unsaid`),
    ],
  },
  {
    name: "a deletion with options in its body heeds none in its query",
    steps: [
      post(configMaps, configMap("kept")),
      remove(`${configMaps}/kept?dryRun=All`),
      remove(`${configMaps}/kept?dryRun=All`, { propagationPolicy: "Background" }),
      get(`${configMaps}/kept`),
    ],
  },
];
