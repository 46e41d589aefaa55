import { isDeepStrictEqual } from "node:util";
import type { ApiObject } from "../model/api-object.ts";
import { type LabelSelector, selects } from "./label-selector.ts";
import { type PolicyRule, rulesOf } from "./policy.ts";

/**
 * Rules a ClusterRole gathers by its `aggregationRule`: of the roles each selector finds in the order
 * of their names, each rule once. Undefined for a role that gathers nothing.
 */
export function aggregateRules(role: ApiObject, all: ApiObject[]): PolicyRule[] | undefined {
  const rule = role.aggregationRule as
    | { clusterRoleSelectors?: LabelSelector[] }
    | null
    | undefined;
  if (!rule) return undefined;
  const others = all
    .filter(({ metadata }) => metadata.name !== role.metadata.name)
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const gathered: PolicyRule[] = [];
  for (const selector of rule.clusterRoleSelectors ?? []) {
    for (const other of others) {
      if (!selects(selector, other.metadata.labels)) continue;
      for (const each of rulesOf(other)) {
        if (!gathered.some((known) => isDeepStrictEqual(known, each))) gathered.push(each);
      }
    }
  }
  return gathered;
}
