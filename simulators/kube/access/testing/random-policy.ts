import type { Random } from "../../../../harness/core/clock.ts";
import type { RequestAttributes, User } from "../../model/access.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { type PolicyRule, rbacGroup } from "../policy.ts";
import { serviceAccountGroups } from "../service-account-names.ts";

/** Few of each, so that rules and requests meet often. */
const namespaces = ["team-a", "team-b"];
const verbs = ["get", "list", "watch", "create", "patch", "delete"];
const groups = ["", "apps", "example.com"];
const resources = ["pods", "configmaps", "deployments", "widgets"];
const subresources = ["log", "scale", "status"];
const names = ["one", "two", "three"];
const paths = ["/", "/metrics", "/healthz", "/healthz/ping", "/apis", "/apis/apps/v1"];
const pathPatterns = ["/metrics", "/healthz", "/healthz/*", "/apis*", "*", "/x/*"];

export const users: User[] = [
  { name: "alice", groups: ["dev", "system:authenticated"] },
  { name: 'bob "b"', groups: ["ops", "dev", "system:authenticated"] },
  { name: "carol", groups: ["system:authenticated"] },
  account("team-a", "robot"),
  account("team-b", "robot"),
  { name: "root", groups: ["system:masters", "system:authenticated"] },
];

/** Roles and bindings drawn from a seed; some bindings lead nowhere. */
export function randomPolicy(random: Random): ApiObject[] {
  const pick = picker(random);
  const clusterRoles = Array.from({ length: 6 }, (_, at) => ({
    apiVersion: `${rbacGroup}/v1`,
    kind: "ClusterRole",
    metadata: { name: `wide-${at}` },
    rules: Array.from({ length: 1 + random.below(3) }, () => randomRule(random, true)),
  }));
  const roles = namespaces.flatMap((namespace) =>
    Array.from({ length: 3 }, (_, at) => ({
      apiVersion: `${rbacGroup}/v1`,
      kind: "Role",
      metadata: { name: `own-${at}`, namespace },
      rules: Array.from({ length: 1 + random.below(3) }, () => randomRule(random, false)),
    })),
  );
  const clusterBindings = Array.from({ length: 4 }, (_, at) => ({
    apiVersion: `${rbacGroup}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: `wide-${at}` },
    roleRef: roleRef("ClusterRole", random.below(8) === 0 ? "missing" : `wide-${random.below(6)}`),
    subjects: [randomSubject(random, pick(namespaces))],
  }));
  const bindings = namespaces.flatMap((namespace) =>
    Array.from({ length: 5 }, (_, at) => ({
      apiVersion: `${rbacGroup}/v1`,
      kind: "RoleBinding",
      metadata: { name: `own-${at}`, namespace },
      roleRef:
        random.below(2) === 0
          ? roleRef("ClusterRole", `wide-${random.below(6)}`)
          : roleRef("Role", random.below(8) === 0 ? "missing" : `own-${random.below(3)}`),
      subjects: Array.from({ length: 1 + random.below(2) }, () =>
        randomSubject(random, random.below(3) === 0 ? undefined : pick(namespaces)),
      ),
    })),
  );
  return [...clusterRoles, ...roles, ...clusterBindings, ...bindings];
}

/** A request by one of the users. */
export function randomRequest(random: Random): RequestAttributes {
  const pick = picker(random);
  const user = pick(users);
  if (random.below(6) === 0) return { user, verb: pick(verbs), kind: "path", path: pick(paths) };
  return {
    user,
    verb: pick(verbs),
    kind: "resource",
    group: pick(groups),
    version: "*",
    resource: pick(resources),
    ...(random.below(4) === 0 && { subresource: pick(subresources) }),
    ...(random.below(5) > 0 && { namespace: pick(namespaces) }),
    ...(random.below(2) === 0 && { name: pick(names) }),
  };
}

/** A rule as Roles have it; paths are for ClusterRoles alone. */
export function randomRule(random: Random, wide: boolean): PolicyRule {
  const pick = picker(random);
  const some = (all: readonly string[]) =>
    random.below(7) === 0 ? ["*"] : [...new Set([pick(all), pick(all)])];
  if (wide && random.below(4) === 0) {
    return { verbs: some(verbs), nonResourceURLs: [pick(pathPatterns), pick(pathPatterns)] };
  }
  const all = random.below(3);
  return {
    verbs: some(verbs),
    apiGroups: some(groups),
    resources:
      all === 0
        ? [`${pick(resources)}/${pick(subresources)}`, `*/${pick(subresources)}`]
        : some(resources),
    ...(random.below(4) === 0 && { resourceNames: [pick(names)] }),
  };
}

function randomSubject(random: Random, namespace: string | undefined) {
  const pick = picker(random);
  switch (random.below(3)) {
    case 0:
      return { kind: "User", apiGroup: rbacGroup, name: pick(users).name };
    case 1:
      return { kind: "Group", apiGroup: rbacGroup, name: pick(["dev", "ops", "nobody"]) };
    default:
      // A User by an account's long name is refused by no one either.
      return { kind: "ServiceAccount", name: "robot", namespace: namespace ?? "team-a" };
  }
}

function roleRef(kind: string, name: string) {
  return { apiGroup: rbacGroup, kind, name };
}

function account(namespace: string, name: string): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: [...serviceAccountGroups(namespace), "system:authenticated"],
  };
}

function picker(random: Random) {
  return <Item>(items: readonly Item[]): Item => {
    const item = items[random.below(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
}
