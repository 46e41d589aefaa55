import type { ContractCase } from "../../contract/testing/cases.ts";
import { get, patch, post } from "../../contract/testing/steps.ts";
import { byWebhook, cog, cogs, cogsAt } from "./cogs.ts";

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const group = "storage.example.com";
const [old, recent] = [cogsAt(group, "v1"), cogsAt(group, "v2")];
const conversion = byWebhook("/convert");
const name = `cogs.${group}`;

/** What changes of a definition in one merge patch. */
const versionsOf = (options: object) => {
  const { spec } = cogs({ group, conversion, ...options }) as { spec: { versions: unknown } };
  return { spec: { versions: spec.versions } };
};

export const storageCases: ContractCase[] = [
  {
    name: "another storage version",
    steps: [
      post(definitions, cogs({ group, conversion })),
      post(old, cog(`${group}/v1`, "a", { size: "2x3" })),
      patch(
        `${definitions}/${name}`,
        "merge-patch",
        versionsOf({ storage: "v2", columns: "Second" }),
      ),
      get(`${old}/a`),
      get(`${recent}/a`),
      post(old, cog(`${group}/v1`, "b", { size: "4x4" })),
      get(`${recent}/b`),
      patch(`${recent}/a`, "merge-patch", { metadata: { labels: { touched: "1" } } }),
      patch(`${recent}/a`, "merge-patch", { metadata: { labels: { touched: "1" } } }),
      get(old),
      patch(
        `${definitions}/${name}`,
        "merge-patch",
        versionsOf({ storage: "v2", versions: ["v2", "v3"] }),
      ),
      patch(`${definitions}/${name}/status`, "merge-patch", { status: { storedVersions: ["v1"] } }),
      patch(`${definitions}/${name}/status`, "merge-patch", { status: { storedVersions: [] } }),
      patch(`${definitions}/${name}/status`, "merge-patch", { status: { storedVersions: ["v2"] } }),
      patch(
        `${definitions}/${name}`,
        "merge-patch",
        versionsOf({ storage: "v2", versions: ["v2", "v3"], columns: "Third" }),
      ),
      get(`${recent}/a`),
      get(`${old}/a`),
    ],
  },
];
