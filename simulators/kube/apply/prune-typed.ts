import { difference, emptySet, type FieldSet, intersection, isEmpty, union } from "./field-set.ts";
import type { JsonMap } from "./json-value.ts";
import type { Managers, Owned } from "./managers.ts";
import { withNamedFields } from "./named-fields.ts";
import { removeItems } from "./remove-items.ts";
import { toFieldSet } from "./to-field-set.ts";
import type { Type } from "./type.ts";
import type { Versions } from "./versions.ts";

/**
 * The merged object without what its applier owned last time, wants no more, and nobody else owns.
 * `managers` hold the applier's new set.
 */
export function pruneTyped(request: {
  versions: Versions;
  merged: JsonMap;
  managers: Managers;
  last: Owned;
  apiVersion: string;
}): JsonMap {
  const { versions, managers, last, apiVersion } = request;
  if (isEmpty(last.set)) return request.merged;
  const type = versions.typeAt(last.apiVersion);
  const merged = versions.convert(request.merged, last.apiVersion);
  if (!type || !merged) return request.merged;
  const without = removeItems(type, merged, withNamedFields(last.set, type())) as JsonMap;
  const kept = withOwned({ versions, managers, merged, without, apiVersion: last.apiVersion });
  const pruned = withDangling({ type, merged, without: kept, last });
  return versions.convert(pruned, apiVersion) ?? request.merged;
}

/** Puts back what anybody owns, the applier's new configuration included. */
function withOwned(request: {
  versions: Versions;
  managers: Managers;
  merged: JsonMap;
  without: JsonMap;
  apiVersion: string;
}): JsonMap {
  const { versions, managers } = request;
  const byVersion = new Map<string, FieldSet>([[request.apiVersion, emptySet()]]);
  for (const { apiVersion, set } of managers.values()) {
    byVersion.set(apiVersion, union(byVersion.get(apiVersion) ?? emptySet(), set));
  }
  let { without } = request;
  for (const [apiVersion, owned] of byVersion) {
    const type = versions.typeAt(apiVersion);
    const merged = versions.convert(request.merged, apiVersion);
    const stripped = versions.convert(without, apiVersion);
    if (!type || !merged || !stripped) continue;
    const named = (set: FieldSet) => withNamedFields(set, type());
    const gone = difference(
      named(toFieldSet(type, merged)),
      union(named(toFieldSet(type, stripped)), named(owned)),
    );
    without = removeItems(type, merged, gone) as JsonMap;
  }
  return versions.convert(without, request.apiVersion) ?? without;
}

/** Puts back what the applier never owned. */
function withDangling(request: {
  type: Type;
  merged: JsonMap;
  without: JsonMap;
  last: Owned;
}): JsonMap {
  const { type, merged, without, last } = request;
  const named = (set: FieldSet) => withNamedFields(set, type());
  const gone = difference(named(toFieldSet(type, merged)), named(toFieldSet(type, without)));
  return removeItems(type, merged, intersection(gone, named(last.set))) as JsonMap;
}
