import { expect, test } from "vitest";
import { productionSigns } from "./production-signs.ts";

const modest = {
  ...{ context: "kind-try", cluster: "kind-try", server: "https://127.0.0.1:6443" },
  ...{ nodes: 3, fluxObjects: 12 },
};

test.each([
  "prod",
  "eu-prod-1",
  "PRODUCTION",
  "arn:aws:eks:eu-west-1:1:cluster/live",
  "gke_company_europe-west1_prd",
])("%s looks like production", (context) => {
  expect(productionSigns({ ...modest, context })).toEqual([
    `the name of its context is ${JSON.stringify(context)}`,
  ]);
});

test.each(["product-team-dev", "reproduce", "delivery", "kind-fluxproof", "staging"])(
  "%s does not",
  (context) => expect(productionSigns({ ...modest, context })).toEqual([]),
);

test("so do many nodes, and much that Flux manages", () => {
  expect(productionSigns({ ...modest, nodes: 11, fluxObjects: 51 })).toHaveLength(2);
  expect(productionSigns({ ...modest, nodes: 10, fluxObjects: 50 })).toEqual([]);
});
