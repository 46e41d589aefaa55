import { expect, test } from "vitest";
import { impersonate } from "./impersonate.ts";
import { rbacGroup } from "./policy.ts";
import { objectSet } from "./testing/object-set.ts";

const admin = { name: "admin", groups: ["system:masters"] };
const alice = { name: "alice", groups: ["dev"] };
const reader = objectSet([
  {
    apiVersion: `${rbacGroup}/v1`,
    kind: "ClusterRole",
    metadata: { name: "impersonator" },
    rules: [
      { verbs: ["impersonate"], apiGroups: [""], resources: ["users"], resourceNames: ["bob"] },
    ],
  },
  {
    apiVersion: `${rbacGroup}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "impersonator" },
    roleRef: { apiGroup: rbacGroup, kind: "ClusterRole", name: "impersonator" },
    subjects: [{ kind: "User", apiGroup: rbacGroup, name: "alice" }],
  },
]);
const as = (user: typeof admin, ...headers: [string, string][]) =>
  impersonate({ user, headers, reader });

test("who a request is made as", () => {
  expect(as(alice, ["accept", "*/*"])).toBe(alice);
  expect(as(alice, ["Impersonate-User", "bob"])).toEqual({
    name: "bob",
    groups: ["system:authenticated"],
  });
  expect(
    as(
      admin,
      ["Impersonate-User", "carol"],
      ["Impersonate-Group", "a"],
      ["Impersonate-Group", "b"],
      ["Impersonate-Uid", "7"],
      ["Impersonate-Extra-Acme%2fScope", "x"],
      ["Impersonate-Extra-Acme%2fScope", "y"],
    ),
  ).toEqual({
    name: "carol",
    uid: "7",
    groups: ["a", "b", "system:authenticated"],
    extra: { "acme/scope": ["x", "y"] },
  });
  expect(as(admin, ["Impersonate-User", "system:serviceaccount:team:robot"]).groups).toEqual([
    "system:serviceaccounts",
    "system:serviceaccounts:team",
    "system:authenticated",
  ]);
  expect(as(admin, ["Impersonate-User", "system:anonymous"]).groups).toEqual([
    "system:unauthenticated",
  ]);
});

test("what is not allowed or makes no sense", () => {
  expect(() => as(alice, ["Impersonate-User", "eve"])).toThrow(
    'users "eve" is forbidden: User "alice" cannot impersonate resource "users" in API group "" at the cluster scope',
  );
  expect(() => as(alice, ["Impersonate-User", "bob"], ["Impersonate-Group", "ops"])).toThrow(
    'groups "ops" is forbidden: User "alice" cannot impersonate resource "groups"',
  );
  expect(() => as(alice, ["Impersonate-User", "bob"], ["Impersonate-Extra-Foo", "v"])).toThrow(
    'userextras.authentication.k8s.io "v" is forbidden: User "alice" cannot impersonate resource "userextras/foo" in API group "authentication.k8s.io" at the cluster scope',
  );
  expect(() => as(alice, ["Impersonate-User", "system:serviceaccount:a:b"])).toThrow(
    'serviceaccounts "b" is forbidden: User "alice" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "a"',
  );
  expect(() => as(admin, ["Impersonate-Group", "bob"])).toThrow(
    "requested [{Group  bob    }] without impersonating a user",
  );
});
