import type { ApiObject, ManagedFieldsEntry } from "../model/api-object.ts";
import { splitManagedFields } from "./field-manager.ts";
import { equalValues, isMap, type JsonMap, own } from "./json-value.ts";

/**
 * The updated object, or with the times of the live object's entries if nothing else differs, so that a
 * write without effect stays one. The server calls it again after defaults and admission had their say.
 */
export function keepTimes(options: {
  live: ApiObject;
  updated: ApiObject;
  /** What is empty is as good as absent: to Go's structs of built-in kinds. */
  structs?: boolean;
}): ApiObject {
  const { live, updated } = options;
  const before = live.metadata?.managedFields ?? [];
  const after = updated.metadata?.managedFields ?? [];
  if (before.length !== after.length || after.length === 0) return updated;
  if (!after.every((entry, index) => isSameButTime(entry, before[index]))) return updated;
  const equal = options.structs ? equalStructs : equalValues;
  // What differs mostly does so here, and the rest needs copies.
  if (differsInPart(live, updated, equal)) return updated;
  if (!equal(splitManagedFields(live).plain, splitManagedFields(updated).plain)) return updated;
  return { ...updated, metadata: { ...updated.metadata, managedFields: before } };
}

function isSameButTime(entry: ManagedFieldsEntry, other: ManagedFieldsEntry | undefined): boolean {
  if (entry === other) return true;
  return other !== undefined && equalValues({ ...entry, time: "" }, { ...other, time: "" });
}

type Equal = (a: unknown, b: unknown) => boolean;

/** Whether a field beside metadata that is a map in both is another one. */
function differsInPart(live: JsonMap, updated: JsonMap, equal: Equal): boolean {
  return Object.keys(updated).some((name) => {
    if (name === "metadata") return false;
    const [before, after] = [own(live, name), updated[name]];
    return isMap(before) && isMap(after) && !equal(before, after);
  });
}

/** As `equalValues`, but for fields that hold nothing. */
function equalStructs(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => equalStructs(item, b[index]));
  }
  if (!isMap(a) || !isMap(b)) return false;
  let left = 0;
  for (const name of Object.keys(a)) {
    if (isNothing(a[name])) continue;
    if (!Object.hasOwn(b, name) || !equalStructs(a[name], b[name])) return false;
    left += 1;
  }
  return Object.keys(b).filter((name) => !isNothing(b[name])).length === left;
}

function isNothing(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
