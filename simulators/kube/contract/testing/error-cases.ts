import type { ContractCase } from "./cases.ts";
import { configMap, configMaps, get, patch, post, put, remove } from "./steps.ts";

export const errorCases: ContractCase[] = [
  {
    name: "paths that lead nowhere",
    steps: [
      get("/nowhere"),
      get("/apis/nowhere.example.com/v1/things"),
      get("/apis/nowhere.example.com"),
      get("/apis/apps/v7"),
      get("/api/v1/things"),
      get("/api/v1/namespaces/default/things/a"),
      get(`${configMaps}/absent`),
      get("/apis/apps/v1/namespaces/default/deployments/absent"),
      put("/api/v1/namespaces", {}),
    ],
  },
  {
    name: "forms nobody speaks",
    steps: [
      post(configMaps, "x", "text/html"),
      get(`${configMaps}/absent`, "text/html"),
      get(configMaps, "application/json;as=Nothing;v=v1;g=meta.k8s.io"),
      post(configMaps, "{"),
      post(configMaps, "[]"),
      post(configMaps, { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } }),
    ],
  },
  {
    name: "fields nobody knows",
    steps: [
      post(
        `${configMaps}?fieldValidation=Strict`,
        '{"metadata":{"name":"strict"},"bogus":1,"data":{"a":"b","a":"c"}}',
      ),
      post(configMaps, '{"metadata":{"name":"strict"},"bogus":1,"data":{"a":"b","a":"c"}}'),
      patch(`${configMaps}/strict`, "merge-patch", { more: { a: 1 } }),
      patch(`${configMaps}/strict?fieldValidation=Ignore`, "merge-patch", { more: { a: 1 } }),
      remove(`${configMaps}/strict`),
    ],
  },
  {
    name: "names and metadata that won't do",
    steps: [
      post(configMaps, configMap("A_b")),
      post(configMaps, configMap("x".repeat(254))),
      post(configMaps, { metadata: {} }),
      post(configMaps, configMap("a", {}, { resourceVersion: "1" })),
      post(configMaps, configMap("a", {}, { namespace: "other" })),
      // One at a time: the server tells of several labels in no certain order.
      post(configMaps, configMap("a", {}, { labels: { "a b": "c" } })),
      post(configMaps, configMap("a", {}, { labels: { d: "e f" } })),
      post(configMaps, configMap("twice")),
      post(configMaps, configMap("twice")),
      put(`${configMaps}/twice`, configMap("other")),
      put(`${configMaps}/absent`, configMap("absent")),
      remove(`${configMaps}/absent`),
      remove(`${configMaps}/twice`, { propagationPolicy: "Sometimes" }),
      remove(`${configMaps}/twice`),
    ],
  },
];
