import type { ContractCase } from "../../contract/testing/cases.ts";
import { get, post, put, remove, tableForm } from "../../contract/testing/steps.ts";
import { byWebhook, cog, cogs, cogsAt } from "./cogs.ts";

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const group = "list.example.com";
const [v1, v2] = [`${group}/v1`, `${group}/v2`];
const [old, recent] = [cogsAt(group, "v1"), cogsAt(group, "v2")];

export const listCases: ContractCase[] = [
  {
    name: "lists and watches in another version than storage",
    steps: [
      post(definitions, cogs({ group, conversion: byWebhook("/convert") })),
      post(old, cog(v1, "a", { size: "2x3", mode: "extra" }, { labels: { mine: "1" } })),
      post(recent, cog(v2, "b", { width: 4, height: 5 })),
      get(recent),
      get(old),
      get(recent, tableForm),
      get(`${recent}?limit=1`),
      get(`${recent}?labelSelector=shown%3D2x3`),
      get(`${old}?labelSelector=shown%3D2x3`),
      get(`${recent}?fieldSelector=spec.width%3D4`),
      get(`${old}?fieldSelector=spec.width%3D4`),
      put(`${recent}/b`, cog(v2, "b", { width: 6, height: 6 }, { resourceVersion: "$version3" })),
      remove(`${old}/a`),
      get(`${recent}?watch=1&resourceVersion=$version2&timeoutSeconds=1`),
      get(
        `${recent}?watch=1&resourceVersion=$version2&timeoutSeconds=1&fieldSelector=spec.width%3D4`,
      ),
      get(`${recent}?watch=1&timeoutSeconds=1`),
    ],
  },
  {
    name: "a collection deleted in another version",
    steps: [
      post(definitions, cogs({ group: `all.${group}`, conversion: byWebhook("/convert") })),
      post(cogsAt(`all.${group}`, "v1"), cog(`all.${group}/v1`, "a", { size: "1x1" })),
      post(cogsAt(`all.${group}`, "v1"), cog(`all.${group}/v1`, "b", { size: "2x1" })),
      remove(`${cogsAt(`all.${group}`, "v2")}?labelSelector=shown%3D2x1`),
      get(`${cogsAt(`all.${group}`, "v1")}/b`),
      get(`${cogsAt(`all.${group}`, "v1")}/a`),
    ],
  },
];
