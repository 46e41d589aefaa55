import {
  add,
  count,
  only,
  type ResourceList,
  readList,
} from "../../admission/quotas/resource-list.ts";
import { inScopes, type QuotaSpec } from "../../admission/quotas/scopes.ts";
import { usageOf } from "../../admission/quotas/usage.ts";
import type { ApiObject } from "../../model/api-object.ts";

/** Resources that have names of their own in quotas, by `plural.group`. */
const named = [
  "pods.",
  "services.",
  "persistentvolumeclaims.",
  "configmaps.",
  "secrets.",
  "resourcequotas.",
  "replicationcontrollers.",
];

/** Which resources have to be counted for a quota: `pods.`, `deployments.apps`. */
export function countedBy({ hard = {} }: QuotaSpec): string[] {
  const keys = Object.keys(hard).flatMap((name) => {
    const [, plural, group = ""] = /^count\/([^.]+)(?:\.(.+))?$/.exec(name) ?? [];
    if (plural !== undefined) return [`${plural}.${group}`];
    return named.filter((key) => usageOf(key).uses(name));
  });
  return [...new Set(keys)];
}

/**
 * What objects use of what a quota limits, over what was known of what nobody counts.
 * @param objects by `plural.group`; absent for what isn't served.
 */
export function countUsage(request: {
  spec: QuotaSpec;
  before: ResourceList;
  objects: ReadonlyMap<string, readonly ApiObject[]>;
}): ResourceList {
  const { spec, before, objects } = request;
  const names = Object.keys(spec.hard ?? {});
  const used = new Map(before);
  for (const [key, all] of objects) {
    const usage = usageOf(key);
    const nothing = names.filter(usage.uses).map((name) => [name, count(0)] as const);
    let sum: ResourceList = new Map(nothing);
    for (const object of all) {
      if (inScopes(spec, key, object)) sum = add(sum, only(usage.of(object), sum.keys()));
    }
    for (const [name, amount] of sum) used.set(name, amount);
  }
  return only(used, readList(spec.hard).keys());
}
