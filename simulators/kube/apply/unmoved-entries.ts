import type { ManagedFieldsEntry } from "../model/api-object.ts";
import { updateEntriesMax } from "./ancient-changes.ts";
import { compareTyped } from "./compare-typed.ts";
import { type FieldManagerRequest, identityOf, neverOwned, resetSet } from "./field-manager.ts";
import {
  difference,
  differenceBelow,
  type FieldSet,
  intersection,
  isEmpty,
  union,
} from "./field-set.ts";
import type { JsonMap } from "./json-value.ts";
import { compareEntries, type Managers } from "./managers.ts";
import { reconcileWithSchema } from "./reconcile-schema.ts";
import type { Type } from "./type.ts";

/** An update of a tracked object. */
export interface TrackedUpdate {
  type: Type;
  live: JsonMap;
  updated: JsonMap;
  /** Of the live object, in their order. */
  entries: readonly ManagedFieldsEntry[];
  /** What `entries` say. */
  managers: Managers;
}

/**
 * The entries after an update of nothing but fields that who makes it owns already, alone, as one that comes
 * again and again is: what `ownersAfterUpdate` comes to, without taking each field from all and giving it
 * back. Undefined where it may come to something else.
 */
export function unmovedEntries(
  request: FieldManagerRequest,
  update: TrackedUpdate,
): ManagedFieldsEntry[] | undefined {
  const { managers, entries } = update;
  const self = identityOf(request, "Update");
  const own = managers.get(self);
  // Two entries of one identity are one from then on.
  if (!own || managers.size !== entries.length || !isOfOneVersion(request, update))
    return undefined;
  const changed = changedFields(request, update);
  if (!changed || !isEmpty(difference(changed, own.set))) return undefined;
  if (isEmpty(changed)) return [...entries];
  for (const [identity, { set }] of managers) {
    if (identity !== self && !isEmpty(intersection(set, changed))) return undefined;
  }
  const identities = [...managers.keys()];
  return entries
    .map((entry, index) => (identities[index] === self ? { ...entry, time: request.now } : entry))
    .sort(compareEntries);
}

/** Whether all fields are seen as this request sees them, and no entry is due to be changed for its own sake. */
function isOfOneVersion({ apiVersion }: FieldManagerRequest, update: TrackedUpdate): boolean {
  const { type, live, updated, managers } = update;
  if (live.apiVersion !== apiVersion || updated.apiVersion !== apiVersion) return false;
  if (managers.size > updateEntriesMax) return false;
  for (const { set, apiVersion: seen } of managers.values()) {
    if (seen !== apiVersion || isEmpty(set) || reconcileWithSchema(set, type) !== set) return false;
  }
  return true;
}

/** What is new or another; undefined when something is gone, or is what nobody owns. */
function changedFields(
  request: FieldManagerRequest,
  { type, live, updated }: TrackedUpdate,
): FieldSet | undefined {
  const { added, modified, removed } = compareTyped(type, live, updated);
  const reset = resetSet(request);
  if (!isEmpty(differenceBelow(removed, reset))) return undefined;
  const changed = differenceBelow(union(modified, added), reset);
  return difference(changed, neverOwned) === changed ? changed : undefined;
}
