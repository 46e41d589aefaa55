import type { ObjectReader, User } from "../model/access.ts";
import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { aggregate, authorize, forbiddenObject, privilegedGroup } from "./authorize.ts";
import { describeRules, uncovered } from "./covers.ts";
import { goQuote, goQuoteAll } from "./go-quote.ts";
import { type PolicyRule, rbacGroup, roleRefOf, rulesOf } from "./policy.ts";
import { findRoleRules, resolveRules } from "./resolve-rules.ts";

export interface EscalationRequest {
  user: User;
  /** The Role, ClusterRole, RoleBinding or ClusterRoleBinding to be stored. */
  object: ApiObject;
  /** What it replaces, on updates. */
  old?: ApiObject;
  /** Of the request's path; absent for cluster-wide kinds. */
  namespace?: string;
  /** Of the request's path; absent for POST, whose path ends at the collection. */
  name?: string;
  reader: ObjectReader;
}

const fullAuthority: PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

/**
 * Refuses to let a user grant by a role or a binding what they may not do themselves, unless the
 * verbs `escalate` or `bind` let them. Called when a create or update is about to be stored.
 * Objects of other kinds pass.
 * @throws ApiError Forbidden, or NotFound when a binding names a missing role.
 */
export function checkEscalation(request: EscalationRequest): void {
  const { user, object, old } = request;
  if (!object.apiVersion.startsWith(`${rbacGroup}/`)) return;
  if (user.groups.includes(privilegedGroup)) return;
  // The garbage collector may always let an object go.
  if (old && sameButForCollection(object, old)) return;
  if (object.kind === "Role" || object.kind === "ClusterRole") checkRole(request);
  if (object.kind === "RoleBinding" || object.kind === "ClusterRoleBinding") checkBinding(request);
}

function checkRole(request: EscalationRequest): void {
  const { user, object, old, namespace, reader } = request;
  const resource = object.kind === "Role" ? "roles" : "clusterroles";
  if (isAllowed(request, { verb: "escalate", resource, name: request.name })) return;
  const { name } = object.metadata;
  const by = { user, namespace, reader, missingAs: resource };
  const missing = missingRights(by, rulesOf(object));
  if (missing) throw forbiddenObject({ group: rbacGroup, resource, name, because: missing });
  const aggregates = resource === "clusterroles" && [object, old].some(hasAggregation);
  if (aggregates && missingRights(by, fullAuthority)) {
    const because = "must have cluster-admin privileges to use the aggregationRule";
    throw forbiddenObject({ group: rbacGroup, resource, name, because });
  }
}

function checkBinding(request: EscalationRequest): void {
  const { user, object, namespace, reader } = request;
  const roleRef = roleRefOf(object);
  const resource = roleRef.kind === "Role" ? "roles" : "clusterroles";
  if (isAllowed(request, { verb: "bind", resource, name: roleRef.name })) return;
  const own = object.kind === "RoleBinding" ? "rolebindings" : "clusterrolebindings";
  const found = findRoleRules({ roleRef, namespace: namespace ?? "", reader });
  if ("problem" in found) throw roleNotFound(own, roleRef.name);
  const missing = missingRights({ user, namespace, reader, missingAs: own }, found.rules);
  if (!missing) return;
  const { name } = object.metadata;
  throw forbiddenObject({ group: rbacGroup, resource: own, name, because: missing });
}

function isAllowed(
  { user, namespace, reader }: EscalationRequest,
  use: { verb: string; resource: string; name: string | undefined },
): boolean {
  const { verb, resource, name } = use;
  return authorize({
    attributes: {
      user,
      verb,
      kind: "resource",
      group: rbacGroup,
      version: "*",
      resource,
      ...(namespace && { namespace }),
      ...(name && { name }),
    },
    reader,
  }).allowed;
}

/**
 * The message of what is not held, or undefined when everything is. Where a role is missing, the real
 * server names the resource of the request here, not that of the role.
 */
function missingRights(
  by: { user: User; namespace: string | undefined; reader: ObjectReader; missingAs: string },
  wanted: PolicyRule[],
): string | undefined {
  const held: PolicyRule[] = [];
  const problems = new Set<string>();
  for (const each of resolveRules(by)) {
    if ("problem" in each) problems.add(each.problem);
    else held.push(each.rule);
  }
  const missing = uncovered(held, wanted);
  if (missing.length === 0) return undefined;
  return (
    `user ${goQuote(by.user.name)} (groups=${goQuoteAll(by.user.groups)}) is attempting to grant ` +
    `RBAC permissions not currently held:\n${describeRules(missing).join("\n")}` +
    (problems.size > 0 ? `; resolution errors: [${aggregate([...problems])}]` : "")
  );
}

function roleNotFound(resource: string, name: string): ApiError {
  return new ApiError({
    message: `${resource}.${rbacGroup} ${goQuote(name)} not found`,
    reason: "NotFound",
    details: { name, group: rbacGroup, kind: resource },
    code: 404,
  });
}

function hasAggregation(role: ApiObject | undefined): boolean {
  const rule = role?.aggregationRule as { clusterRoleSelectors?: unknown[] } | undefined;
  return (rule?.clusterRoleSelectors?.length ?? 0) > 0;
}

function sameButForCollection(object: ApiObject, old: ApiObject): boolean {
  return canonical(withoutCollection(object)) === canonical(withoutCollection(old));
}

function withoutCollection(object: ApiObject): unknown {
  const { ownerReferences, finalizers, managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    each !== null && typeof each === "object" && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
