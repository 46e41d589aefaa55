import type { ObjectReader, User } from "../model/access.ts";
import type { ApiObject } from "../model/api-object.ts";
import { goQuote } from "./go-quote.ts";
import {
  type PolicyRule,
  type RoleRef,
  rbacGroup,
  roleRefOf,
  rulesOf,
  type Subject,
  subjectsOf,
} from "./policy.ts";
import { serviceAccountUsername } from "./service-account-names.ts";

/** A rule that applies to a user, and which binding it comes by; or a binding that leads nowhere. */
export type ResolvedRule = { rule: PolicyRule; source: string } | { problem: string };

/** Rules of all bindings that name the user: cluster-wide first, then those of the namespace. */
export function* resolveRules(request: {
  user: User;
  namespace?: string | undefined;
  reader: ObjectReader;
  /** What a missing role is called; by its kind unless told. */
  missingAs?: string;
}): Generator<ResolvedRule> {
  const { user, namespace, reader, missingAs } = request;
  const clusterWide = reader.list({ group: rbacGroup, resource: "clusterrolebindings" });
  yield* resolveBindings({ bindings: clusterWide, user, namespace: "", reader, missingAs });
  if (!namespace) return;
  const bindings = reader.list({ group: rbacGroup, resource: "rolebindings" }, namespace);
  yield* resolveBindings({ bindings, user, namespace, reader, missingAs });
}

function* resolveBindings(request: {
  bindings: ApiObject[];
  user: User;
  namespace: string;
  reader: ObjectReader;
  missingAs: string | undefined;
}): Generator<ResolvedRule> {
  const { bindings, user, namespace, reader, missingAs } = request;
  for (const binding of bindings) {
    const subject = subjectsOf(binding).find((each) => isUser(each, user, namespace));
    if (!subject) continue;
    const found = findRoleRules({ roleRef: roleRefOf(binding), namespace, reader, missingAs });
    if ("problem" in found) {
      yield found;
      continue;
    }
    const source = describe(binding, subject, namespace);
    for (const rule of found.rules) yield { rule, source };
  }
}

/** Rules of the role a binding names; a missing one is a problem in the words of the real server. */
export function findRoleRules(request: {
  roleRef: RoleRef;
  namespace: string;
  reader: ObjectReader;
  missingAs?: string | undefined;
}): { rules: PolicyRule[] } | { problem: string } {
  const { roleRef, namespace, reader, missingAs } = request;
  const { kind, name } = roleRef;
  if (kind !== "Role" && kind !== "ClusterRole") {
    return { problem: `unsupported role reference kind: ${goQuote(kind)}` };
  }
  const resource = kind === "Role" ? "roles" : "clusterroles";
  const role = reader.get(
    { group: rbacGroup, resource },
    kind === "Role" ? namespace : undefined,
    name,
  );
  if (role) return { rules: rulesOf(role) };
  return { problem: `${missingAs ?? kind.toLowerCase()}.${rbacGroup} ${goQuote(name)} not found` };
}

function isUser(subject: Subject, user: User, bindingNamespace: string): boolean {
  switch (subject.kind) {
    case "User":
      return subject.name === user.name;
    case "Group":
      return user.groups.includes(subject.name);
    case "ServiceAccount": {
      const namespace = subject.namespace || bindingNamespace;
      return namespace !== "" && user.name === serviceAccountUsername(namespace, subject.name);
    }
    default:
      return false;
  }
}

/** As it stands in the reason of a SubjectAccessReview: names come before namespaces there. */
function describe(binding: ApiObject, subject: Subject, namespace: string): string {
  const { kind, name } = roleRefOf(binding);
  const own = binding.metadata.name;
  const bound = namespace === "" ? own : `${own}/${namespace}`;
  const subjectName =
    subject.kind === "ServiceAccount"
      ? `${subject.name}/${subject.namespace || namespace}`
      : subject.name;
  return (
    `${namespace === "" ? "ClusterRoleBinding" : "RoleBinding"} ${goQuote(bound)} ` +
    `of ${kind} ${goQuote(name)} to ${subject.kind} ${goQuote(subjectName)}`
  );
}
