import { type Comparison, compareTyped } from "./compare-typed.ts";
import { assertNoConflicts } from "./conflict.ts";
import {
  difference,
  differenceBelow,
  emptySet,
  type FieldSet,
  intersection,
  isEmpty,
  union,
} from "./field-set.ts";
import type { JsonMap } from "./json-value.ts";
import { type Managers, type Owned, withoutEmpty } from "./managers.ts";
import { mergeTyped } from "./merge-typed.ts";
import { pruneTyped } from "./prune-typed.ts";
import { reconcileWithSchema } from "./reconcile-schema.ts";
import { toFieldSet } from "./to-field-set.ts";
import type { Versions } from "./versions.ts";

/** One request's change of who owns what. */
export interface Change {
  versions: Versions;
  live: JsonMap;
  /** The version of the request. */
  apiVersion: string;
  managers: Managers;
  /** Identity of who makes the request. */
  self: string;
  /** Fields the resource's strategy takes back from such requests, `status` and the like. */
  resetFields: FieldSet;
}

/** Ownership after an object was replaced: who made the request owns all that it changed. */
export function changeByUpdate(change: Change & { updated: JsonMap }): Managers {
  const { updated, apiVersion, self } = change;
  const owners = reconciled(change);
  const { managers, comparison } = disown({
    ...change,
    managers: owners,
    next: updated,
    force: true,
  });
  const before = managers.get(self)?.set ?? emptySet();
  const set = union(
    union(difference(before, comparison.removed), comparison.modified),
    comparison.added,
  );
  const owned = { set: differenceBelow(set, change.resetFields), apiVersion, applied: false };
  return withoutEmpty(new Map(managers).set(self, owned));
}

/** The merged object and its owners. Throws ApplyConflicts unless forced. */
export function changeByApply(change: Change & { applied: JsonMap; force: boolean }): {
  object: JsonMap;
  managers: Managers;
} {
  const { versions, live, applied, apiVersion, self, force } = change;
  const { type } = versions.own;
  const managers = reconciled(change);
  const last = managers.get(self);
  const merged = mergeTyped(type, live, applied) as JsonMap;
  const set = differenceBelow(toFieldSet(type, applied), change.resetFields);
  const time = last?.time;
  managers.set(self, { set, apiVersion, applied: true, ...(time !== undefined && { time }) });
  const object = last ? pruneTyped({ versions, merged, managers, last, apiVersion }) : merged;
  const disowned = disown({ ...change, managers, next: object, force });
  return { object, managers: disowned.managers };
}

/** Takes from all others what changed or is gone. */
function disown(change: Change & { next: JsonMap; force: boolean }): {
  managers: Managers;
  comparison: Comparison;
} {
  const { versions, live, next, apiVersion, self, force } = change;
  const comparisons = new Map<string, Comparison | undefined>();
  const compareAt = (version: string) => {
    if (!comparisons.has(version)) {
      const type = versions.typeAt(version);
      const [before, after] = [live, next].map((object) => versions.convert(object, version));
      const comparison = type && before && after ? compareTyped(type, before, after) : undefined;
      comparisons.set(version, comparison && withoutReset(comparison, change.resetFields));
    }
    return comparisons.get(version);
  };
  const managers = new Map<string, Owned>();
  const conflicts = new Map<string, FieldSet>();
  for (const [identity, owned] of change.managers) {
    if (identity === self) {
      managers.set(identity, owned);
      continue;
    }
    const comparison = compareAt(owned.apiVersion);
    // A version that is served no more is forgotten, with those who used it.
    if (!comparison) continue;
    const taken = intersection(owned.set, union(comparison.modified, comparison.added));
    if (!isEmpty(taken)) conflicts.set(identity, taken);
    const set = difference(difference(owned.set, taken), comparison.removed);
    managers.set(identity, set === owned.set ? owned : { ...owned, set });
  }
  if (!force) assertNoConflicts(conflicts);
  const comparison = compareAt(apiVersion);
  if (!comparison) throw new Error(`the request's own version ${apiVersion} is not known`);
  return { managers: withoutEmpty(managers), comparison };
}

function withoutReset(comparison: Comparison, resetFields: FieldSet): Comparison {
  return {
    added: differenceBelow(comparison.added, resetFields),
    modified: differenceBelow(comparison.modified, resetFields),
    removed: differenceBelow(comparison.removed, resetFields),
  };
}

function reconciled({ managers, versions }: Change): Map<string, Owned> {
  const entries = [...managers].map(([identity, owned]): [string, Owned] => {
    const type = versions.typeAt(owned.apiVersion);
    const set = type ? reconcileWithSchema(owned.set, type) : owned.set;
    return [identity, set === owned.set ? owned : { ...owned, set }];
  });
  return new Map(entries);
}
