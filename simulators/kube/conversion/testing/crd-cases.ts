import type { ContractCase } from "../../contract/testing/cases.ts";
import { post } from "../../contract/testing/steps.ts";
import { byWebhook, cogs } from "./cogs.ts";

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All";
const url = "https://example.com/x";

const conversions: object[] = [
  { strategy: "Other" },
  { strategy: "" },
  { strategy: "None", webhook: { clientConfig: { url }, conversionReviewVersions: ["v1"] } },
  { strategy: "Webhook" },
  { strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"] } },
  byWebhook("", { clientConfig: {} }),
  byWebhook("", { clientConfig: { url, service: { namespace: "a", name: "b" } } }),
  byWebhook("", { clientConfig: { url: "http://user@/x?y#z" } }),
  byWebhook("", { clientConfig: { service: { namespace: "", name: "", port: 70000, path: "x" } } }),
  byWebhook("", { clientConfig: { url }, conversionReviewVersions: [] }),
  byWebhook("", { clientConfig: { url }, conversionReviewVersions: ["v2", "v2", "A"] }),
  byWebhook("", { clientConfig: { service: { namespace: "a", name: "b" } } }),
];

export const crdCases: ContractCase[] = [
  {
    name: "definitions with conversions",
    steps: conversions.map((conversion) =>
      post(definitions, cogs({ group: "crd.example.com", conversion })),
    ),
  },
];
