import type { Random } from "../../../../harness/core/clock.ts";
import type { User } from "../../model/access.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { rbacGroup } from "../policy.ts";
import { randomRule, users } from "./random-policy.ts";

/** A user who tries to store a role or a binding. */
export interface Attempt {
  user: User;
  object: ApiObject;
}

const apiVersion = `${rbacGroup}/v1`;

/** Lets everybody write roles and bindings, and some bind or escalate a few: added to a random policy. */
export function writersPolicy(): ApiObject[] {
  const resources = ["roles", "clusterroles", "rolebindings", "clusterrolebindings"];
  const role = (name: string, rules: object[]) => ({
    apiVersion,
    kind: "ClusterRole",
    metadata: { name },
    rules,
  });
  const bind = (name: string, subject: object) => ({
    apiVersion,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: rbacGroup, kind: "ClusterRole", name },
    subjects: [{ apiGroup: rbacGroup, ...subject }],
  });
  const of = (verb: string, kinds: string[], more = {}) => ({
    verbs: [verb],
    apiGroups: [rbacGroup],
    resources: kinds,
    ...more,
  });
  return [
    role("writers", [of("create", resources)]),
    bind("writers", { kind: "Group", name: "system:authenticated" }),
    role("binders", [of("bind", ["clusterroles"], { resourceNames: ["wide-0", "wide-1"] })]),
    bind("binders", { kind: "User", name: "carol" }),
    role("escalators", [of("escalate", ["roles"])]),
    bind("escalators", { kind: "Group", name: "ops" }),
  ];
}

export function randomAttempt(random: Random): Attempt {
  const user = users[random.below(users.length)] ?? { name: "nobody", groups: [] };
  const namespace = random.below(2) === 0 ? "team-a" : "team-b";
  const wide = random.below(2) === 0;
  const metadata = { name: "attempt", ...(!wide && { namespace }) };
  if (random.below(2) === 0) {
    const rules = Array.from({ length: 1 + random.below(2) }, () => randomRule(random, wide));
    const gathers = wide && random.below(5) === 0;
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] };
    const kind = wide ? "ClusterRole" : "Role";
    const object = { apiVersion, kind, metadata, rules: gathers ? [] : rules };
    return { user, object: gathers ? { ...object, aggregationRule } : object };
  }
  const toClusterRole = wide || random.below(2) === 0;
  const missing = random.below(8) === 0;
  const roleRef = toClusterRole
    ? { kind: "ClusterRole", name: missing ? "missing" : `wide-${random.below(6)}` }
    : { kind: "Role", name: missing ? "missing" : `own-${random.below(3)}` };
  const object: ApiObject = {
    apiVersion,
    kind: wide ? "ClusterRoleBinding" : "RoleBinding",
    metadata,
    roleRef: { apiGroup: rbacGroup, ...roleRef },
    subjects: [{ kind: "User", apiGroup: rbacGroup, name: "someone" }],
  };
  return { user, object };
}
