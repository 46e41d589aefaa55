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
    const { time: _, ...rest } = entry;
    const { time: __, ...other } = before[index] ?? {};
    return equalValues(rest, other);
  });
  const plain = options.structs ? withoutEmpty : <T>(value: T) => value;
  if (!sameButTime || !equalValues(plain(live.plain), plain(updated.plain))) return options.updated;
  return {
    ...options.updated,
    metadata: { ...options.updated.metadata, managedFields: before },
  };
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isMap(value)) return value;
  const left = Object.entries(value).filter(
    ([, each]) => each !== null && !(Array.isArray(each) && each.length === 0),
  );
  return Object.fromEntries(left.map(([name, each]) => [name, withoutEmpty(each)]));
}
