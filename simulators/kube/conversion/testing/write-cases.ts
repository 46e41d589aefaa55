import type { ContractCase } from "../../contract/testing/cases.ts";
import { get, patch, post, put, remove } from "../../contract/testing/steps.ts";
import { byWebhook, cog, cogs, cogsAt } from "./cogs.ts";

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const group = "write.example.com";
const [v1, v2] = [`${group}/v1`, `${group}/v2`];
const [old, recent] = [cogsAt(group, "v1"), cogsAt(group, "v2")];
const none = "none.example.com";

export const writeCases: ContractCase[] = [
  {
    name: "writes in another version than storage",
    steps: [
      post(definitions, cogs({ group, conversion: byWebhook("/convert") })),
      post(old, cog(v1, "a", { size: "2x3" }, { labels: { mine: "1" } })),
      get(`${recent}/a`),
      get(`${old}/a`),
      post(recent, cog(v2, "b", { width: 4, height: 5 })),
      get(`${old}/b`),
      post(`${recent}?dryRun=All`, cog(v2, "dry", { width: 1, height: 1 })),
      post(recent, cog(v2, "b", {})),
      put(`${recent}/b`, cog(v2, "b", { width: 9, height: 9 }, { resourceVersion: "$version3" })),
      patch(`${recent}/a`, "merge-patch", { spec: { width: 7 } }),
      patch(`${recent}/a`, "json-patch", [{ op: "replace", path: "/spec/height", value: 8 }]),
      patch(`${recent}/a`, "merge-patch", { spec: { width: 7 } }),
      get(`${old}/a`),
      patch(`${recent}/a/status`, "merge-patch", { status: { message: "m", replicas: 2 } }),
      get(`${recent}/a/scale`),
      patch(`${recent}/a/scale`, "merge-patch", { spec: { replicas: 3 } }),
      get(`${old}/a/status`),
      remove(`${recent}/b`),
      patch(`${old}/a`, "merge-patch", { metadata: { finalizers: ["example.com/f"] } }),
      remove(`${recent}/a`),
      patch(`${recent}/a`, "merge-patch", { metadata: { finalizers: null } }),
      get(`${old}/a`),
    ],
  },
  {
    name: "applies in two versions",
    steps: [
      post(definitions, cogs({ group: `apply.${group}`, conversion: byWebhook("/convert") })),
      ...applies(`apply.${group}`),
    ],
  },
  {
    name: "versions that differ without a webhook",
    steps: [
      post(definitions, cogs({ group: none })),
      post(cogsAt(none, "v1"), cog(`${none}/v1`, "a", { size: "2x3", replicas: 1 })),
      get(`${cogsAt(none, "v2")}/a`),
      post(cogsAt(none, "v2"), cog(`${none}/v2`, "b", { width: 1, replicas: 2 })),
      get(`${cogsAt(none, "v1")}/b`),
      patch(`${cogsAt(none, "v2")}/a`, "merge-patch", { spec: { width: 5, replicas: 5 } }),
      get(`${cogsAt(none, "v1")}/a`),
      get(cogsAt(none, "v2")),
    ],
  },
];

function applies(group: string) {
  const [v1, v2] = [`${group}/v1`, `${group}/v2`];
  const at = (version: string, query: string) => `${cogsAt(group, version)}/s?${query}`;
  return [
    patch(at("v2", "fieldManager=new"), "apply-patch", cog(v2, "s", { width: 1, height: 2 })),
    patch(at("v1", "fieldManager=old"), "apply-patch", cog(v1, "s", { size: "1x2" })),
    patch(at("v1", "fieldManager=old"), "apply-patch", cog(v1, "s", { size: "3x2" })),
    patch(at("v1", "fieldManager=old&force=true"), "apply-patch", cog(v1, "s", { size: "3x2" })),
    patch(at("v2", "fieldManager=new"), "apply-patch", cog(v2, "s", { unit: "cm" })),
    patch(at("v2", "fieldManager=upd"), "merge-patch", { spec: { width: 8 } }),
    patch(at("v1", "fieldManager=old"), "apply-patch", cog(v1, "s", { unit: "cm" })),
    get(`${cogsAt(group, "v1")}/s`),
  ];
}
