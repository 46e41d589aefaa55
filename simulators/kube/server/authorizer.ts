import { authorize, type Decision, forbidden, privilegedGroup } from "../access/authorize.ts";
import { rbacGroup } from "../access/policy.ts";
import type { ObjectReader, RequestAttributes } from "../model/access.ts";
import type { Store } from "../store/store.ts";

/** Decides by RBAC, and remembers decisions until a role or binding changes. */
export interface Authorizer {
  decide(attributes: RequestAttributes, reader: ObjectReader): Decision;
  authorize(attributes: RequestAttributes, reader: ObjectReader): Error | undefined;
  /** Forgets what it decided whenever a role or binding of the store changes. */
  follow(store: Store): void;
}

const remembered = 10_000;
const privileged: Decision = { allowed: true, reason: "" };

export function createAuthorizer(): Authorizer {
  const decisions = new Map<string, Decision>();
  function decide(attributes: RequestAttributes, reader: ObjectReader): Decision {
    if (attributes.user.groups.includes(privilegedGroup)) return privileged;
    const key = keyOf(attributes);
    const known = decisions.get(key);
    if (known) return known;
    const decision = authorize({ attributes, reader });
    if (decisions.size >= remembered) decisions.clear();
    decisions.set(key, decision);
    return decision;
  }
  return {
    decide,
    authorize(attributes, reader) {
      const decision = decide(attributes, reader);
      return decision.allowed ? undefined : forbidden(attributes, decision.reason);
    },
    follow(store) {
      for (const resource of ["roles", "rolebindings", "clusterroles", "clusterrolebindings"]) {
        store.subscribe({ group: rbacGroup, resource }, () => decisions.clear());
      }
    },
  };
}

/** Everything a rule can look at. */
function keyOf(attributes: RequestAttributes): string {
  const { user, verb } = attributes;
  const what =
    attributes.kind === "path"
      ? [attributes.path]
      : [
          attributes.group,
          attributes.resource,
          attributes.subresource,
          attributes.namespace,
          attributes.name,
        ];
  return JSON.stringify([user.name, user.groups, verb, attributes.kind, ...what]);
}
