import type { ChangeEntry } from "../ssa/change-set.ts";
import type { Listed } from "../ssa/delete-all.ts";
import { inventoryKey, parseInventoryKey } from "../ssa/object-id.ts";
import type { InventoryEntry } from "./kustomization.ts";

/** What was applied, in its order. */
export function inventoryOf(changes: readonly ChangeEntry[]): InventoryEntry[] {
  return changes.map(({ id, version }) => ({ id: inventoryKey(id), v: version }));
}

export function listed(entries: readonly InventoryEntry[]): Listed[] {
  return entries.map(({ id, v }) => ({ id: parseInventoryKey(id), version: v }));
}

/** What was in an inventory and is no longer, but for what was only skipped. */
export function staleIn(
  before: readonly InventoryEntry[],
  now: readonly InventoryEntry[],
  skipped: readonly ChangeEntry[],
): Listed[] {
  const kept = new Set([...now.map(({ id }) => id), ...skipped.map(({ id }) => inventoryKey(id))]);
  return listed(before.filter(({ id }) => !kept.has(id)));
}
