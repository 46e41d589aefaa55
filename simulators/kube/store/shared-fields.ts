import type { ManagedFieldsEntry } from "../model/api-object.ts";
import { createCache } from "../model/cache.ts";

/** Longer ones are few, and not worth the text they are known by. */
const textLengthMax = 8 * 1024;

/** By their JSON: what one client writes into objects of one kind is mostly the same from one to the next. */
const shared = createCache<ManagedFieldsEntry["fieldsV1"]>(1000);
const known = new WeakSet<object>();

/**
 * Entries whose `fieldsV1` are one object wherever they are equal: they take a third of what a small
 * object takes, and what was read of them once is known for all.
 */
export function shareFields(entries: ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  return entries.every(isShared) ? entries : entries.map(share);
}

function isShared({ fieldsV1 }: ManagedFieldsEntry): boolean {
  return typeof fieldsV1 !== "object" || fieldsV1 === null || known.has(fieldsV1);
}

function share(entry: ManagedFieldsEntry): ManagedFieldsEntry {
  const { fieldsV1 } = entry;
  if (typeof fieldsV1 !== "object" || fieldsV1 === null || known.has(fieldsV1)) return entry;
  const text = JSON.stringify(fieldsV1);
  if (text.length > textLengthMax) return entry;
  const there = shared.get(text);
  if (there) return { ...entry, fieldsV1: there };
  shared.set(text, fieldsV1);
  known.add(fieldsV1);
  return entry;
}
