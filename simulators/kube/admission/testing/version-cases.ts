import { patch, post, put, remove } from "../../contract/testing/steps.ts";
import { type AdmissionCase, configuration, patchWith, rule, webhook } from "./admission-case.ts";
import { inNamespace, namespace } from "./objects.ts";

const version = (name: string, storage: boolean) => ({
  name,
  served: true,
  storage,
  subresources: {
    status: {},
    scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
  },
  schema: {
    openAPIV3Schema: {
      type: "object",
      properties: {
        spec: {
          type: "object",
          properties: { replicas: { type: "integer" }, kind: { type: "string", default: "plain" } },
        },
        status: { type: "object", properties: { replicas: { type: "integer" } } },
      },
    },
  },
});
const widgets = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.admission.example.com" },
  spec: {
    group: "admission.example.com",
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget" },
    versions: [version("v1", true), version("v2", false)],
  },
};
const widgetsAt = (at: string, namespace: string) =>
  `/apis/admission.example.com/${at}/namespaces/${namespace}/widgets`;
const widget = (name: string, at: string, more: object = {}) => ({
  apiVersion: `admission.example.com/${at}`,
  kind: "Widget",
  metadata: { name },
  ...more,
});

const ofWidgets = (version: string, more: object = {}) =>
  rule({
    apiGroups: ["admission.example.com"],
    apiVersions: [version],
    resources: ["widgets"],
    ...more,
  });

export const versionCases: AdmissionCase[] = [
  {
    name: "other versions of the same",
    hooks: {
      "/old": patchWith({ op: "add", path: "/spec", value: { replicas: 5, unknown: true } }),
    },
    before: [
      namespace("adm-same"),
      post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", widgets),
    ],
    configurations: [
      configuration("Mutating", "m-same", [
        webhook({ name: "old", rules: [ofWidgets("v1", { operations: ["CREATE"] })] }),
        webhook({ name: "exact", matchPolicy: "Exact", rules: [ofWidgets("v1")] }),
        webhook({
          name: "events",
          rules: [
            rule({ apiGroups: ["events.k8s.io"], apiVersions: ["v1"], resources: ["events"] }),
          ],
          ...inNamespace("adm-same"),
        }),
      ]),
      configuration("Validating", "v-same", [
        webhook({
          name: "new",
          rules: [ofWidgets("v2", { resources: ["widgets", "widgets/status", "widgets/scale"] })],
        }),
      ]),
    ],
    steps: [
      post(widgetsAt("v2", "adm-same"), widget("a", "v2")),
      post(widgetsAt("v1", "adm-same"), widget("b", "v1", { spec: { kind: "given" } })),
      put(
        `${widgetsAt("v1", "adm-same")}/b/status`,
        widget("b", "v1", {
          status: { replicas: 2 },
          metadata: { name: "b", resourceVersion: "" },
        }),
      ),
      patch(`${widgetsAt("v1", "adm-same")}/b/status`, "merge-patch", { status: { replicas: 3 } }),
      patch(`${widgetsAt("v1", "adm-same")}/b/scale`, "merge-patch", { spec: { replicas: 8 } }),
      patch(
        `${widgetsAt("v2", "adm-same")}/b?fieldManager=me&force=true`,
        "apply-patch",
        widget("b", "v2", { spec: { replicas: 9 } }),
      ),
      remove(`${widgetsAt("v2", "adm-same")}/b`),
      post("/api/v1/namespaces/adm-same/events", {
        metadata: { name: "e", namespace: "adm-same" },
        involvedObject: { namespace: "adm-same" },
        reason: "R",
        message: "m",
        type: "Normal",
      }),
    ],
  },
];
