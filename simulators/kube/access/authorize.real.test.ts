import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realApiSkip } from "../client/testing/real-api.ts";
import type { ApiObject } from "../model/api-object.ts";
import { bootstrapPolicy } from "./bootstrap-policy.ts";
import {
  drawCases,
  explain,
  inOrder,
  printDecisions,
  type RecordedDecisions,
} from "./testing/decision-cases.ts";
import { objectSet } from "./testing/object-set.ts";
import { type RawApi, startRawApi } from "./testing/raw-api.ts";
import { askReal, createPolicy } from "./testing/real-policy.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: access against the real kube-apiserver: ${skip}`);
const record = process.env.FLUXPROOF_RECORD === "1";
const here = (name: string) => new URL(name, import.meta.url);

describe.skipIf(skip)("authorization on the real kube-apiserver", { timeout: 120_000 }, () => {
  let api: RawApi;
  beforeAll(async () => {
    api = await startRawApi();
  }, 90_000);
  afterAll(() => api?.[Symbol.asyncDispose]());

  test("has the bootstrap policy that is kept", async () => {
    const found = await readPolicy(api);
    const lines = found.map((object) => JSON.stringify(object)).join(",\n");
    if (record) await writeFile(here("bootstrap-policy.json"), `[\n${lines}\n]\n`);
    expect(found).toEqual(record ? found : bootstrapPolicy());
  });

  test("decides as the model does", async () => {
    const recorded: RecordedDecisions[] = [];
    for (const seed of ["one", "two"]) {
      const { policy, requests } = drawCases(seed, 250);
      await using _created = await createPolicy(api, policy);
      const reader = objectSet([...bootstrapPolicy(), ...policy]);
      const cases: RecordedDecisions["cases"] = [];
      for (const attributes of requests) {
        const real = await askReal(api, attributes);
        cases.push({ attributes, ...real });
        expect({ attributes, ...explain(attributes, real, reader) }).toEqual({
          attributes,
          allowed: real.allowed,
          reason: inOrder(real.reason),
        });
      }
      const allowed = cases.filter((each) => each.allowed).length;
      expect(allowed).toBeGreaterThan(25);
      expect(allowed).toBeLessThan(225);
      recorded.push({ seed, policy, cases: cases.slice(0, 120) });
    }
    if (!record) return;
    await writeFile(here("testdata/decisions.ndjson"), printDecisions(recorded));
  });
});

async function readPolicy(api: RawApi): Promise<ApiObject[]> {
  const all: ApiObject[] = [];
  const kinds = ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];
  for (const kind of kinds) {
    const path = `/apis/rbac.authorization.k8s.io/v1/${kind.toLowerCase()}s`;
    const { items } = (await api.send("GET", path)).body as { items: ApiObject[] };
    for (const item of items) {
      const { uid, resourceVersion, creationTimestamp, managedFields, ...metadata } = item.metadata;
      all.push({ ...item, apiVersion: "rbac.authorization.k8s.io/v1", kind, metadata });
    }
  }
  return all;
}
