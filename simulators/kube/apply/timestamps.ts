import type { ApiObject } from "../model/api-object.ts";
import { splitManagedFields } from "./field-manager.ts";
import { equalValues, isMap } from "./json-value.ts";

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
  const live = splitManagedFields(options.live);
  const updated = splitManagedFields(options.updated);
  const [before, after] = [live.entries ?? [], updated.entries ?? []];
  if (before.length !== after.length || after.length === 0) return options.updated;
  const sameButTime = after.every((entry, index) => {
    if (entry === before[index]) return true;
    const { time: _, ...rest } = entry;
    const { time: __, ...other } = before[index] ?? {};
    return equalValues(rest, other);
  });
  const equal = options.structs ? equalStructs : equalValues;
  if (!sameButTime || !equal(live.plain, updated.plain)) return options.updated;
  return {
    ...options.updated,
    metadata: { ...options.updated.metadata, managedFields: before },
  };
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
