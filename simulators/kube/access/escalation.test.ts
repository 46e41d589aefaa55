import { expect, test } from "vitest";
import type { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { bootstrapPolicy } from "./bootstrap-policy.ts";
import { checkEscalation, type EscalationRequest } from "./escalation.ts";
import { rbacGroup } from "./policy.ts";
import { objectSet } from "./testing/object-set.ts";

const apiVersion = `${rbacGroup}/v1`;
const user = { name: "alice", groups: ["dev", "system:authenticated"] };
const bindTo = (role: string): ApiObject => ({
  apiVersion,
  kind: "ClusterRoleBinding",
  metadata: { name: `alice-${role}` },
  roleRef: { apiGroup: rbacGroup, kind: "ClusterRole", name: role },
  subjects: [{ kind: "User", apiGroup: rbacGroup, name: "alice" }],
});
const clusterRole = (rules: object[], more: object = {}): ApiObject => ({
  apiVersion,
  kind: "ClusterRole",
  metadata: { name: "new" },
  rules,
  ...more,
});
const check = (request: Partial<EscalationRequest>, policy: ApiObject[] = []) => {
  try {
    checkEscalation({
      user,
      object: clusterRole([]),
      reader: objectSet([...bootstrapPolicy(), ...policy]),
      ...request,
    });
    return "stored";
  } catch (error) {
    return (error as ApiError).message;
  }
};
const getPods = { verbs: ["get"], apiGroups: [""], resources: ["pods"] };

test("what is not held may not be granted, and the message lists it", () => {
  const object = clusterRole([
    { verbs: ["list", "get"], apiGroups: ["apps", ""], resources: ["pods"] },
    { verbs: ["get"], nonResourceURLs: ["/metrics"] },
  ]);
  expect(check({ object })).toBe(
    `clusterroles.${rbacGroup} "new" is forbidden: user "alice" (groups=["dev" "system:authenticated"]) ` +
      `is attempting to grant RBAC permissions not currently held:\n` +
      `{APIGroups:[""], Resources:["pods"], Verbs:["list" "get"]}\n` +
      `{APIGroups:["apps"], Resources:["pods"], Verbs:["list" "get"]}\n` +
      `{NonResourceURLs:["/metrics"], Verbs:["get"]}`,
  );
  expect(check({ object, user: { name: "root", groups: ["system:masters"] } })).toBe("stored");
});

test("what is held may be granted, and `escalate` and `bind` let more be", () => {
  const role = (name: string, rules: object[]): ApiObject => ({
    ...clusterRole(rules),
    metadata: { name },
  });
  const holds = [role("holds", [getPods]), bindTo("holds")];
  expect(check({ object: clusterRole([getPods]) }, holds)).toBe("stored");
  expect(check({ object: bindTo("holds") }, holds)).toBe("stored");
  expect(check({ object: bindTo("cluster-admin") }, holds)).toMatch(
    /^clusterrolebindings.*"alice-c/,
  );
  const may = (verb: string, resourceNames?: string[]) => [
    role("may", [
      { verbs: [verb], apiGroups: [rbacGroup], resources: ["clusterroles"], resourceNames },
    ]),
    bindTo("may"),
  ];
  expect(check({ object: clusterRole([getPods]) }, may("escalate"))).toBe("stored");
  expect(check({ object: bindTo("cluster-admin") }, may("bind", ["cluster-admin"]))).toBe("stored");
  expect(check({ object: bindTo("cluster-admin") }, may("bind", ["view"]))).toMatch(
    /not currently held/,
  );
});

test("a missing role can't be bound, an aggregation needs all rights, the collector needs none", () => {
  expect(check({ object: bindTo("missing") })).toBe(
    `clusterrolebindings.${rbacGroup} "missing" not found`,
  );
  const object = clusterRole([], { aggregationRule: { clusterRoleSelectors: [{}] } });
  expect(check({ object })).toMatch(
    /must have cluster-admin privileges to use the aggregationRule$/,
  );
  const old = clusterRole([getPods]);
  const released = { ...old, metadata: { ...old.metadata, finalizers: [] } };
  expect(check({ object: released, old })).toBe("stored");
});
