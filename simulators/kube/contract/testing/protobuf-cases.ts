import type { ContractCase, Step } from "./cases.ts";
import { configMap, patch, post, put, remove } from "./steps.ts";

const protobuf = "application/vnd.kubernetes.protobuf";
/** As client-go asks. */
const either = `${protobuf},application/json`;

const asked = (step: Step, accept = protobuf): Step => ({ ...step, accept });
const get = (path: string, accept = protobuf): Step => ({ method: "GET", path, accept });
/** A body in protobuf, and the answer too. */
const sent = (step: Step): Step => ({ ...step, type: protobuf, accept: protobuf });
const as = (step: Step, ...headers: [string, string][]): Step => ({ ...step, headers });

const maps = "/api/v1/namespaces/proto/configmaps";
const deployments = "/apis/apps/v1/namespaces/proto/deployments";
const map = (name: string, data: object) => configMap(name, { data });
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "d" },
  spec: {
    selector: { matchLabels: { a: "b" } },
    template: {
      metadata: { labels: { a: "b" } },
      spec: {
        containers: [
          { name: "c", image: "i", resources: { limits: { cpu: "100m", memory: "1Gi" } } },
        ],
      },
    },
  },
};
const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "proto" } };
const wrong: [string, string] = ["authorization", "Bearer wrong"];
const stranger: [string, string] = ["impersonate-user", "stranger"];

export const protobufCases: ContractCase[] = [
  {
    name: "objects in protobuf",
    steps: [
      asked(post("/api/v1/namespaces", namespace)),
      asked(post(maps, map("a", { x: "1" }))),
      sent(post(maps, map("b", { y: "2" }))),
      sent(post(deployments, deployment)),
      get(`${maps}/a`),
      get(`${maps}/a`, either),
      get(`${deployments}/d`),
      get(`${deployments}/d/scale`),
      get(maps),
      get(`${maps}?limit=1`),
      get(`${maps}?labelSelector=none`),
      sent(put(`${maps}/a`, map("a", { x: "3" }))),
      asked(patch(`${maps}/a`, "merge-patch", { data: { z: "4" } })),
      asked(patch(`${maps}/c?fieldManager=m`, "apply-patch", map("c", { q: "5" }))),
      get(`${maps}?watch=1&resourceVersion=$version2&timeoutSeconds=1`),
      get(`${maps}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Da`, either),
      get(maps, `${protobuf};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1`),
      get(`${maps}/a`, `${protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`),
      get(maps, `${protobuf};as=Table;g=meta.k8s.io;v=v1`),
      sent({
        ...remove(`${maps}/b`),
        body: {
          apiVersion: "v1",
          kind: "DeleteOptions",
          preconditions: { uid: "other" },
        },
      }),
      asked(remove(`${maps}/b`)),
      asked(remove(`${deployments}/d`)),
    ],
  },
  {
    name: "failures in protobuf",
    steps: [
      get(`${maps}/none`),
      get(`${maps}/none`, either),
      get(`${maps}/none`, `${protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`),
      get(
        `${maps}/none`,
        `${protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json`,
      ),
      get(maps, `${protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`),
      get("/api/v1/nothing"),
      get("/apis/none.example.com/v1/things"),
      get("/nothing"),
      as(get(maps), wrong),
      as(get("/api/v1/nodes/n"), stranger),
      as(get("/metrics"), stranger),
      asked(post(maps, map("a", {}))),
      asked(post(maps, map("A_b", {}))),
      sent(post(maps, { ...map("A_b", {}), immutable: true })),
      asked(put(`${maps}/a`, configMap("a", {}, { resourceVersion: "1" }))),
      asked(put(`${maps}/a`, configMap("other"))),
      asked(post(`${maps}?dryRun=Some`, map("x", {}))),
      asked(patch(`${maps}/a`, "json-patch", [{ op: "remove", path: "/data/none" }])),
      asked({ method: "DELETE", path: "/api/v1/namespaces/default" }),
      asked(post(maps, "not json")),
      asked({ ...post(maps, "not protobuf"), type: "text/plain" }),
      get(`${maps}?watch=1&resourceVersion=x`),
      get(`${maps}?resourceVersion=x`),
      get(maps, "application/vnd.other"),
      get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/none"),
    ],
  },
];
