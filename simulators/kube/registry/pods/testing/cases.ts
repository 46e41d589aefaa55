import type { ContractCase } from "../../../contract/testing/cases.ts";
import { get, patch, post, put, remove } from "../../../contract/testing/steps.ts";

const pods = "/api/v1/namespaces/default/pods";
const budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";

const pod = (name: string, spec: object = {}, labels: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels },
  spec: {
    serviceAccountName: "default",
    automountServiceAccountToken: false,
    containers: [{ name: "c", image: "i:1" }],
    ...spec,
  },
});
const budget = (name: string, labels: object) => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name },
  spec: { minAvailable: 1, selector: { matchLabels: labels } },
});
const eviction = (name: string, more: object = {}) => ({
  apiVersion: "policy/v1",
  kind: "Eviction",
  metadata: { name },
  ...more,
});
const running = {
  status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
};
const end = (name: string) => remove(`${pods}/${name}`, { gracePeriodSeconds: 0 });

export const podCases: ContractCase[] = [
  {
    name: "a pod nobody guards is evicted",
    steps: [
      post(pods, pod("free")),
      post(`${pods}/free/eviction`, eviction("other")),
      post(`${pods}/free/eviction?dryRun=All`, eviction("free")),
      get(`${pods}/free`),
      post(
        `${pods}/free/eviction`,
        eviction("free", { deleteOptions: { preconditions: { uid: "other" } } }),
      ),
      post(`${pods}/free/eviction`, eviction("free")),
      get(`${pods}/free`),
      post(`${pods}/free/eviction`, eviction("free")),
      post(`${pods}/free/eviction`, {}),
    ],
  },
  {
    name: "a budget bounds evictions",
    steps: [
      post(budgets, budget("guard", { app: "guarded" })),
      post(pods, pod("guarded", { nodeName: "n" }, { app: "guarded" })),
      post(`${pods}/guarded/eviction?dryRun=All`, eviction("guarded")),
      patch(`${pods}/guarded/status`, "merge-patch", running),
      post(`${pods}/guarded/eviction`, eviction("guarded")),
      patch(`${budgets}/guard/status`, "merge-patch", {
        status: {
          observedGeneration: 1,
          currentHealthy: 1,
          desiredHealthy: 1,
          expectedPods: 1,
          disruptionsAllowed: 0,
        },
      }),
      post(`${pods}/guarded/eviction`, eviction("guarded")),
      patch(`${budgets}/guard/status`, "merge-patch", {
        status: {
          observedGeneration: 1,
          currentHealthy: 2,
          desiredHealthy: 1,
          expectedPods: 2,
          disruptionsAllowed: 1,
        },
      }),
      post(`${pods}/guarded/eviction?dryRun=All`, eviction("guarded")),
      post(`${pods}/guarded/eviction`, eviction("guarded")),
      get(`${budgets}/guard`),
      get(`${pods}/guarded`),
      end("guarded"),
      post(pods, pod("twice", { nodeName: "n" }, { app: "guarded" })),
      patch(`${pods}/twice/status`, "merge-patch", running),
      post(budgets, budget("second", { app: "guarded" })),
      post(`${pods}/twice/eviction`, eviction("twice")),
      remove(`${budgets}/second`),
      remove(`${budgets}/guard`),
      end("twice"),
    ],
  },
  {
    name: "a pod is bound to a node, once",
    steps: [
      post(pods, pod("bound")),
      post(`${pods}/bound/binding`, {
        apiVersion: "v1",
        kind: "Binding",
        metadata: { name: "bound" },
      }),
      post(`${pods}/bound/binding`, {
        metadata: { name: "bound" },
        target: { kind: "Pod", name: "n" },
      }),
      post(`${pods}/bound/binding`, {
        metadata: { name: "bound", annotations: { a: "b" } },
        target: { kind: "Node", name: "n" },
      }),
      get(`${pods}/bound`),
      post(`${pods}/bound/binding`, {
        metadata: { name: "bound" },
        target: { kind: "Node", name: "m" },
      }),
      post(`${pods}/absent/binding`, {
        metadata: { name: "absent" },
        target: { kind: "Node", name: "m" },
      }),
      end("bound"),
      post(pods, pod("bound2")),
      post("/api/v1/namespaces/default/bindings", {
        metadata: { name: "bound2" },
        target: { kind: "Node", name: "n" },
      }),
      end("bound2"),
    ],
  },
  {
    name: "what only a kubelet knows",
    steps: [
      post(
        pods,
        pod("logged", {
          containers: [
            { name: "a", image: "i:1" },
            { name: "b", image: "i:1" },
          ],
        }),
      ),
      get(`${pods}/absent/log`),
      get(`${pods}/logged/log`),
      get(`${pods}/logged/log?container=z`),
      get(`${pods}/logged/log?container=a`),
      get(`${pods}/logged/log?container=a&tailLines=-1`),
      post(`${pods}/logged/binding`, {
        metadata: { name: "logged" },
        target: { kind: "Node", name: "n" },
      }),
      get(`${pods}/logged/log?container=a`),
      end("logged"),
    ],
  },
  {
    name: "containers come to a pod that is there",
    steps: [
      post(pods, pod("debugged")),
      get(`${pods}/debugged/ephemeralcontainers`),
      patch(`${pods}/debugged/ephemeralcontainers`, "strategic-merge-patch", {
        spec: { ephemeralContainers: [{ name: "d", image: "i:1" }] },
      }),
      patch(`${pods}/debugged/ephemeralcontainers`, "strategic-merge-patch", {
        spec: { ephemeralContainers: [{ name: "c", image: "i:1" }] },
      }),
      patch(`${pods}/debugged/ephemeralcontainers`, "strategic-merge-patch", {
        spec: { nodeName: "n" },
      }),
      patch(`${pods}/debugged/ephemeralcontainers`, "json-patch", [
        { op: "remove", path: "/spec/ephemeralContainers" },
      ]),
      patch(`${pods}/debugged/ephemeralcontainers`, "json-patch", [
        { op: "replace", path: "/spec/ephemeralContainers/0/image", value: "i:2" },
      ]),
      patch(`${pods}/debugged`, "merge-patch", { metadata: { labels: { a: "b" } } }),
      end("debugged"),
    ],
  },
  {
    name: "a pod is resized",
    steps: [
      post(
        pods,
        pod("resized", {
          containers: [{ name: "c", image: "i:1", resources: { requests: { cpu: "1" } } }],
        }),
      ),
      get(`${pods}/resized/resize`),
      patch(`${pods}/resized/resize`, "strategic-merge-patch", {
        spec: { containers: [{ name: "c", resources: { requests: { cpu: "2" } } }] },
      }),
      patch(`${pods}/resized/resize`, "strategic-merge-patch", {
        spec: { containers: [{ name: "c", image: "i:2" }] },
      }),
      patch(`${pods}/resized/resize`, "strategic-merge-patch", {
        spec: {
          containers: [{ name: "c", resources: { limits: { cpu: "2" }, requests: { cpu: "2" } } }],
        },
      }),
      put(`${pods}/absent/resize`, pod("absent")),
      end("resized"),
    ],
  },
];
