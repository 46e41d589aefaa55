import { ApiError, badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { ApplyConflicts } from "./conflict.ts";
import { emptyObject } from "./empty-object.ts";
import {
  type FieldManagerRequest,
  identityOf,
  joinManagedFields,
  ownersAfterUpdate,
  resetSet,
  splitManagedFields,
  stripped,
} from "./field-manager.ts";
import { equalValues, type JsonMap } from "./json-value.ts";
import { fieldsLastApplied, kubectl, withLastApplied } from "./last-applied.ts";
import { TypeMismatch } from "./list-items.ts";
import { type Managers, readManagers, writeManagers } from "./managers.ts";
import { changeByApply } from "./merge-manager.ts";
import { assertFits } from "./validate-typed.ts";
import { Misconverted, type Versions, versionsOf } from "./versions.ts";

export interface ApplyRequest extends FieldManagerRequest {
  /** Undefined when the object isn't there: the apply creates it. */
  live: ApiObject | undefined;
  /** The configuration as it was sent. */
  applied: ApiObject;
  force: boolean;
}

/**
 * The live object with a configuration merged in, before defaults. One that changes nothing gives the
 * live object back, times included (see also `keepTimes`). Throws ApiError: Conflict with a cause for
 * each field another manager owns with another value; BadRequest; code 500 for what doesn't fit the schema.
 */
export function serverSideApply(request: ApplyRequest): ApiObject {
  const { applied, live, apiVersion, manager } = request;
  if (applied.apiVersion !== apiVersion || (live && applied.kind !== live.kind)) {
    throw badRequest(`invalid object type: ${describeKind(applied)}`);
  }
  // Null is no entry either; an empty list is one.
  if (applied.metadata?.managedFields) throw badRequest("metadata.managedFields must be nil");
  const before = live ? splitManagedFields(live) : undefined;
  const plain: JsonMap = before?.plain ?? { apiVersion, kind: applied.kind };
  const versions = versionsOf({ ...request, sample: plain });
  assertTyped(versions, applied, { allowDuplicates: false, as: "patch" });
  if (live) assertTyped(versions, plain as ApiObject, { allowDuplicates: true, as: "live" });
  const managers = ownersBefore(request, {
    versions,
    plain,
    managers: readManagers(before?.entries),
  });
  const apply = (force: boolean) => applyTo({ ...request, force }, { versions, plain, managers });
  try {
    const object = applyAsKubectl(request, { versions, plain }, apply);
    return manager === kubectl ? withLastApplied(object, applied) : object;
  } catch (error) {
    if (error instanceof ApplyConflicts) throw error.asApiError();
    if (error instanceof Misconverted) throw failure(error.message);
    if (error instanceof TypeMismatch) throw failure(`failed to merge config: ${error.message}`);
    throw error;
  }
}

/** kubectl may take without force what its client-side apply had set. */
function applyAsKubectl(
  { manager, force }: ApplyRequest,
  { versions, plain }: { versions: Versions; plain: JsonMap },
  apply: (force: boolean) => ApiObject,
): ApiObject {
  try {
    return apply(force);
  } catch (error) {
    if (manager !== kubectl || !(error instanceof ApplyConflicts)) throw error;
    const allowed = fieldsLastApplied(versions, plain);
    if (!allowed) throw error;
    const left = error.beyond(allowed);
    if (left) throw left;
    return apply(true);
  }
}

interface State {
  versions: Versions;
  plain: JsonMap;
  managers: Managers;
}

function applyTo(request: ApplyRequest, { versions, plain, managers }: State): ApiObject {
  const { applied, apiVersion, force, now } = request;
  const self = identityOf(request, "Apply");
  const resetFields = resetSet(request);
  const changed = changeByApply({
    ...{ versions, managers, self, apiVersion, resetFields, force },
    live: plain,
    applied,
  });
  const owners = stripped(changed.managers, self);
  if (equalValues(plain, changed.object)) return joinManagedFields(plain, writeManagers(owners));
  const owned = owners.get(self);
  if (owned) owners.set(self, { ...owned, time: now });
  return joinManagedFields(changed.object, writeManagers(owners));
}

/** What an object holds that was never tracked belongs to `before-first-apply`. */
function ownersBefore(request: ApplyRequest, state: State): Managers {
  const { versions, plain, managers } = state;
  if (managers.size > 0 || !request.live) return managers;
  return ownersAfterUpdate(
    { ...request, manager: "before-first-apply" },
    { versions, live: emptyObject({ ...request, object: plain }), updated: plain, managers },
  );
}

function assertTyped(
  versions: Versions,
  object: ApiObject,
  { as, ...options }: { allowDuplicates: boolean; as: "patch" | "live" },
): void {
  try {
    assertFits(versions.own.type, object, options);
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    const { namespace, name } = (object.metadata ?? {}) as { namespace?: unknown; name?: unknown };
    const text = (value: unknown) => (typeof value === "string" ? value : "");
    const which = `${text(namespace)}/${text(name)}; ${describeKind(object)}`;
    throw failure(`failed to create typed ${as} object (${which}): ${error.message}`);
  }
}

function describeKind({ apiVersion, kind }: ApiObject): string {
  return `${apiVersion.includes("/") ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

/** What the API server doesn't name a reason for. */
function failure(message: string): ApiError {
  return new ApiError({ message, code: 500 });
}
