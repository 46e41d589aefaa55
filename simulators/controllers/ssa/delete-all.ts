import { type ApiObject, isNotFound } from "../runtime/controller-api.ts";
import { describe } from "../runtime/start-controller.ts";
import { byApplyOrder } from "./apply-order.ts";
import type { Action, ChangeEntry } from "./change-set.ts";
import { isMarked, type Marks } from "./metadata.ts";
import { type ObjectId, subjectOf } from "./object-id.ts";
import { getIn, pathIn, type Target } from "./target.ts";

/** An object as an inventory knows it. */
export interface Listed {
  id: ObjectId;
  /** `v1` */
  version: string;
}

export interface DeleteOptions {
  /** Labels without which an object isn't ours. */
  owner: Readonly<Record<string, string>>;
  /** Marks of what is left alone. */
  excluded: Marks;
}

/**
 * Deletes objects, last applied first, and goes on where one can't be.
 * @throws an error that names all those.
 */
export async function deleteAll(
  target: Target,
  objects: readonly Listed[],
  options: DeleteOptions,
): Promise<ChangeEntry[]> {
  const entries: ChangeEntry[] = [];
  let errors = "";
  for (const listed of objects.toSorted((a, b) => byApplyOrder(b.id, a.id))) {
    const outcome = await deleteOne(target, listed, options);
    entries.push({ ...listed, action: outcome.action });
    if (outcome.error !== undefined) errors += `${subjectOf(listed.id)} ${outcome.error};`;
  }
  if (errors !== "") throw new Error(`delete failed, errors: ${errors}`);
  return entries;
}

export function referenceTo({ id, version }: Listed) {
  const { group, kind, name, namespace } = id;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  return { apiVersion, kind, metadata: { name, ...(namespace === "" ? {} : { namespace }) } };
}

async function deleteOne(
  target: Target,
  listed: Listed,
  { owner, excluded }: DeleteOptions,
): Promise<{ action: Action; error?: string }> {
  const reference = referenceTo(listed);
  let existing: ApiObject;
  try {
    existing = await getIn(target, reference);
  } catch (error) {
    if (isNotFound(error)) return { action: "deleted" };
    return { action: "unknown", error: `query failed: ${describe(error)}` };
  }
  const { labels } = existing.metadata;
  const isOurs = Object.entries(owner).every(([key, value]) => labels?.[key] === value);
  if (!isOurs || isMarked(existing, excluded)) return { action: "skipped" };
  try {
    const path = await pathIn(target, reference);
    const { signal } = target;
    await target.api.delete(path, { propagationPolicy: "Background", signal });
    return { action: "deleted" };
  } catch (error) {
    return { action: "unknown", error: `delete failed: ${describe(error)}` };
  }
}
