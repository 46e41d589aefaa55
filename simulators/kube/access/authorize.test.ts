import { describe, expect, test } from "vitest";
import type { RequestAttributes } from "../model/access.ts";
import { authorize, forbidden } from "./authorize.ts";
import { bootstrapPolicy } from "./bootstrap-policy.ts";
import { explain, inOrder, readDecisions } from "./testing/decision-cases.ts";
import { objectSet } from "./testing/object-set.ts";

describe.each(readDecisions())("seed $seed", ({ policy, cases }) => {
  const reader = objectSet([...bootstrapPolicy(), ...policy]);

  test("every recorded decision of the real API server is ours", () => {
    expect(cases.length).toBeGreaterThan(100);
    for (const { attributes, ...real } of cases) {
      expect({ attributes, ...explain(attributes, real, reader) }).toEqual({
        attributes,
        allowed: real.allowed,
        reason: inOrder(real.reason),
      });
    }
  });
});

const user = { name: "alice", groups: ["dev"] };
const resource = (more: object): RequestAttributes => ({
  user,
  verb: "get",
  kind: "resource",
  group: "",
  version: "v1",
  resource: "configmaps",
  ...more,
});

test("denials are worded as the real server words them", () => {
  const said = (attributes: RequestAttributes, reason?: string) =>
    forbidden(attributes, reason).status;
  expect(said(resource({ namespace: "default", name: "x" }))).toMatchObject({
    message:
      'configmaps "x" is forbidden: User "alice" cannot get resource "configmaps" in API group "" in the namespace "default"',
    reason: "Forbidden",
    details: { name: "x", kind: "configmaps" },
    code: 403,
  });
  expect(said(resource({ verb: "list", group: "apps", resource: "deployments" }))).toMatchObject({
    message:
      'deployments.apps is forbidden: User "alice" cannot list resource "deployments" in API group "apps" at the cluster scope',
    details: { group: "apps", kind: "deployments" },
  });
  expect(said(resource({ resource: "pods", subresource: "log" }), "RBAC: because").message).toBe(
    'pods is forbidden: User "alice" cannot get resource "pods/log" in API group "" at the cluster scope: RBAC: because',
  );
  expect(said({ user, verb: "get", kind: "path", path: "/foo<bar>" })).toMatchObject({
    message: 'forbidden: User "alice" cannot get path "/foo&lt;bar&gt;"',
    details: {},
  });
});

test("masters may do anything, others what they are bound to and no more", () => {
  const reader = objectSet(bootstrapPolicy());
  const root = { name: "root", groups: ["system:masters"] };
  const deletes = resource({ verb: "delete", namespace: "a", name: "b" });
  expect(authorize({ attributes: { ...deletes, user: root }, reader }).allowed).toBe(true);
  expect(authorize({ attributes: deletes, reader })).toEqual({ allowed: false, reason: "" });
});
