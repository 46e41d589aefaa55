import { type ApiObject, isNotFound } from "../runtime/controller-api.ts";
import { describe } from "../runtime/start-controller.ts";
import { byApplyOrder } from "./apply-order.ts";
import { type ChangeEntry, entryOf } from "./change-set.ts";
import { cleanUpPatch } from "./clean-up-managers.ts";
import { DryRunError, isImmutable } from "./dry-run-error.ts";
import { inParallel } from "./in-parallel.ts";
import { hasDrifted, isMarked, type Marks } from "./metadata.ts";
import { idOf, subjectOf } from "./object-id.ts";
import { applyIn, getIn, pathIn, type Target } from "./target.ts";

export interface ApplyOptions {
  fieldManager: string;
  /** Objects looked at at the same time: `--concurrent-ssa`. */
  concurrent: number;
  /** Recreates what is immutable: all, or those with these marks. */
  force: boolean;
  forced: Marks;
  /** Marks of what is left alone, left alone once it exists, and not taken over from other tools. */
  excluded: Marks;
  ifNotPresent: Marks;
  merged: Marks;
}

/** Milliseconds between looks at an object that is deleted to be created anew. */
const goneIntervalMs = 2_000;

interface Judged {
  entry: ChangeEntry;
  /** What is to be applied; absent where the server has it all. */
  apply?: ApiObject;
}

/**
 * Applies objects that the server doesn't have as they are said to be. Nothing is written before the
 * server has judged all of them in a dry run.
 * @throws DryRunError for the first one it refuses.
 */
export async function applyAll(
  target: Target,
  objects: readonly ApiObject[],
  options: ApplyOptions,
): Promise<ChangeEntry[]> {
  const sorted = objects.toSorted((a, b) => byApplyOrder(idOf(a), idOf(b)));
  const parallel = { limit: options.concurrent, signal: target.signal };
  const judged = await inParallel(sorted, parallel, (object, signal) =>
    judge({ ...target, signal }, object, options),
  );
  for (const { apply } of judged) {
    if (!apply) continue;
    try {
      await applyIn(target, apply, { fieldManager: options.fieldManager, dryRun: false });
    } catch (error) {
      const subject = subjectOf(idOf(apply));
      throw new Error(`${subject} apply failed: ${describe(error)}`, { cause: error });
    }
  }
  return judged.map(({ entry }) => entry);
}

async function judge(target: Target, object: ApiObject, options: ApplyOptions): Promise<Judged> {
  const existing = await read(target, object);
  if (isSkipped(object, existing, options)) return { entry: entryOf(object, "skipped") };
  const wanted = await dryRun(target, object, existing, options);
  const isCleaned = await cleanUp(target, object, existing, options);
  if (!isCleaned && !hasDrifted(existing, wanted)) return { entry: entryOf(wanted, "unchanged") };
  const isNew = wanted.metadata.resourceVersion === undefined;
  return { entry: entryOf(wanted, isNew ? "created" : "configured"), apply: object };
}

/** Whatever goes wrong here is told by the dry run that follows. */
async function read(target: Target, object: ApiObject): Promise<ApiObject | undefined> {
  try {
    return await getIn(target, object);
  } catch {
    return undefined;
  }
}

function isSkipped(
  object: ApiObject,
  existing: ApiObject | undefined,
  { excluded, ifNotPresent }: ApplyOptions,
): boolean {
  if (isMarked(object, excluded) || isMarked(existing, excluded)) return true;
  return existing !== undefined && isMarked(object, ifNotPresent);
}

async function dryRun(
  target: Target,
  object: ApiObject,
  existing: ApiObject | undefined,
  options: ApplyOptions,
): Promise<ApiObject> {
  const how = { fieldManager: options.fieldManager, dryRun: true };
  try {
    return await applyIn(target, object, how);
  } catch (error) {
    if (!existing || !isForced(object, existing, options) || !isImmutable(error)) {
      throw new DryRunError(object, error);
    }
  }
  await deleteWhole(target, object);
  try {
    return await applyIn(target, object, how);
  } catch (error) {
    throw new DryRunError(object, error);
  }
}

function isForced(object: ApiObject, existing: ApiObject, options: ApplyOptions): boolean {
  return options.force || isMarked(object, options.forced) || isMarked(existing, options.forced);
}

/** Finalizers may hold it for long. */
async function deleteWhole(target: Target, object: ApiObject): Promise<void> {
  const { api, clock, signal } = target;
  const failed = `${subjectOf(idOf(object))} immutable field detected, failed to`;
  try {
    const path = await pathIn(target, object);
    await api.delete(path, { propagationPolicy: "Background", signal });
  } catch (error) {
    if (!isNotFound(error)) throw new Error(`${failed} delete object: ${describe(error)}`);
  }
  for (;;) {
    try {
      await getIn(target, object);
    } catch (error) {
      if (isNotFound(error)) return;
      throw new Error(`${failed} wait for object to be deleted: ${describe(error)}`);
    }
    await clock.sleep(goneIntervalMs, signal);
  }
}

async function cleanUp(
  target: Target,
  object: ApiObject,
  existing: ApiObject | undefined,
  { fieldManager, merged }: ApplyOptions,
): Promise<boolean> {
  if (isMarked(object, merged) || isMarked(existing, merged)) return false;
  const patch = cleanUpPatch(existing, fieldManager);
  if (patch.length === 0) return false;
  const { api, signal } = target;
  try {
    await api.patch(
      await pathIn(target, object),
      { type: "json", patch },
      { fieldManager, signal },
    );
    return true;
  } catch (error) {
    const subject = subjectOf(idOf(object));
    throw new Error(`${subject} metadata.managedFields cleanup failed: ${describe(error)}`);
  }
}
