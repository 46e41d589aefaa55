import { expect, test } from "vitest";
import { parseAuditPolicy } from "./audit-policy.ts";

const logs = parseAuditPolicy(`
rules:
  - { level: None, users: [noisy] }
  - { level: Metadata, userGroups: [flux], resources: [{ group: apps, resources: [deployments] }] }
  - { level: None, nonResourceURLs: ["/live*"] }
  - { level: RequestResponse, verbs: [delete] }
  - { level: None }
`);
const asks = (name: string, groups: string[], verb: string, resource: string) => {
  const user = { name, groups };
  if (resource.startsWith("/")) return logs({ kind: "path", path: resource, user, verb });
  return logs({ kind: "resource", group: "apps", version: "v1", resource, user, verb });
};

test("the first rule that fits decides", () => {
  expect(asks("noisy", ["flux"], "get", "deployments")).toBe(false);
  expect(asks("ann", ["flux"], "get", "deployments")).toBe(true);
  expect(asks("ann", ["flux"], "get", "daemonsets")).toBe(false);
  expect(asks("ann", [], "delete", "daemonsets")).toBe(true);
  expect(asks("ann", [], "delete", "/livez")).toBe(false);
  expect(asks("ann", [], "delete", "/metrics")).toBe(true);
});

test("refuses a policy without rules", () => {
  expect(() => parseAuditPolicy("kind: Policy")).toThrow("--audit-policy-file: expected a Policy");
});
