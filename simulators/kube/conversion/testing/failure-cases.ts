import type { ContractCase } from "../../contract/testing/cases.ts";
import { get, patch, post, put, remove } from "../../contract/testing/steps.ts";
import { byWebhook, cog, cogs, cogsAt } from "./cogs.ts";
import { modes } from "./failing-hooks.ts";

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const group = "fail.example.com";
const v1 = `${group}/v1`;
const [old, recent] = [cogsAt(group, "v1"), cogsAt(group, "v2")];
const missing = "nobody.example.com";
const service = "service.example.com";
const plain = "beta.example.com";

export const failureCases: ContractCase[] = [
  {
    name: "webhooks that fail to convert",
    steps: [
      post(definitions, cogs({ group, conversion: byWebhook("/fail") })),
      ...modes.flatMap((mode) => [
        post(old, cog(v1, mode, { size: "2x3", mode }, { labels: { l: "1" } })),
        get(`${recent}/${mode}`),
        remove(`${old}/${mode}`),
      ]),
    ],
  },
  {
    name: "webhooks that fail a write",
    steps: [
      post(definitions, cogs({ group: `w.${group}`, conversion: byWebhook("/fail") })),
      ...failingWrites(`w.${group}`),
    ],
  },
  {
    name: "lists of what fails to convert",
    steps: [
      post(definitions, cogs({ group: `l.${group}`, conversion: byWebhook("/fail") })),
      post(cogsAt(`l.${group}`, "v1"), cog(`l.${group}/v1`, "a", { mode: "message" })),
      get(cogsAt(`l.${group}`, "v2")),
      get(`${cogsAt(`l.${group}`, "v2")}?watch=1&timeoutSeconds=2&resourceVersion=$version2`),
      remove(cogsAt(`l.${group}`, "v2")),
    ],
  },
  {
    name: "webhooks that nobody reaches",
    steps: [
      post(
        definitions,
        cogs({
          group: missing,
          conversion: byWebhook("", {
            clientConfig: { url: "https://127.0.0.1:1/nobody", caBundle: "$ca" },
          }),
        }),
      ),
      post(cogsAt(missing, "v1"), cog(`${missing}/v1`, "a", {})),
      get(`${cogsAt(missing, "v2")}/a`),
      post(cogsAt(missing, "v2"), cog(`${missing}/v2`, "b", {})),
      get(`${cogsAt(missing, "v1")}/b`),
      post(
        definitions,
        cogs({
          group: service,
          conversion: byWebhook("", {
            clientConfig: { service: { namespace: "default", name: "none", path: "/x" } },
          }),
        }),
      ),
      post(cogsAt(service, "v2"), cog(`${service}/v2`, "b", {})),
      post(
        definitions,
        cogs({
          group: `untrusted.${missing}`,
          conversion: byWebhook("", { clientConfig: { url: "$webhooks/convert" } }),
        }),
      ),
      post(cogsAt(`untrusted.${missing}`, "v2"), cog(`untrusted.${missing}/v2`, "b", {})),
    ],
  },
  {
    name: "reviews of older versions",
    steps: [
      post(
        definitions,
        cogs({
          group: plain,
          conversion: byWebhook("/fail", { conversionReviewVersions: ["v7", "v1beta1", "v1"] }),
        }),
      ),
      post(cogsAt(plain, "v2"), cog(`${plain}/v2`, "a", { width: 1 })),
      post(cogsAt(plain, "v1"), cog(`${plain}/v1`, "kind", { mode: "kind" })),
      get(`${cogsAt(plain, "v2")}/kind`),
      post(cogsAt(plain, "v1"), cog(`${plain}/v1`, "uid", { mode: "uid" })),
      get(`${cogsAt(plain, "v2")}/uid`),
    ],
  },
];

function failingWrites(group: string) {
  const v2 = `${group}/v2`;
  const [old, recent] = [cogsAt(group, "v1"), cogsAt(group, "v2")];
  return [
    post(recent, cog(v2, "a", { width: 1, mode: "v1-message" })),
    get(`${old}/a`),
    post(recent, cog(v2, "b", { width: 1, mode: "v2-message" })),
    get(`${old}/b`),
    get(`${recent}/b`),
    put(`${recent}/b`, cog(v2, "b", { width: 2 })),
    patch(`${recent}/b`, "merge-patch", { spec: { width: 2 } }),
    patch(`${recent}/b?fieldManager=m`, "apply-patch", cog(v2, "b", { width: 2 })),
    remove(`${recent}/b`),
    get(`${recent}/b/status`),
    get(`${recent}/b/scale`),
    remove(`${old}/b`),
    post(recent, cog(v2, "c", { width: 1 })),
    patch(`${recent}/c`, "merge-patch", { spec: { mode: "v1-message" } }),
    get(`${old}/c`),
  ];
}
