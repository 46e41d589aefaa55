import type { ApiObject, ManagedFieldsEntry, ObjectMeta } from "../model/api-object.ts";
import type { Schema, SchemaSet } from "../model/schema.ts";
import { mergeAncient } from "./ancient-changes.ts";
import { difference, type FieldSet, isEmpty, setOf, union } from "./field-set.ts";
import type { JsonMap } from "./json-value.ts";
import { type ManagerName, type Managers, managerIdentity, type Owned } from "./managers.ts";
import { changeByUpdate } from "./merge-manager.ts";
import type { FieldPaths } from "./reset-fields.ts";
import type { Convert, Versions } from "./versions.ts";

/** What every request that may change who owns what has in common. */
export interface FieldManagerRequest {
  /** Schema of whole objects of the request's version; undefined deduces types from values. */
  schema: Schema | undefined;
  schemas: SchemaSet;
  /** `fieldManager` of the request, or what stands for it. Empty is written as `unknown`. */
  manager: string;
  /** Of the request. */
  apiVersion: string;
  subresource?: string | undefined;
  /** RFC 3339 to the second, UTC: `2026-01-01T00:00:00Z`. */
  now: string;
  /** Fields the resource's strategy takes back from such requests: `[["status"]]`. See `resetFieldsOf`. */
  resetFields?: FieldPaths | undefined;
  /** For managers that used another version of the group. */
  convert?: Convert | undefined;
}

/** What nobody is ever recorded to own. */
export const neverOwned = setOf([
  ["f:apiVersion"],
  ["f:kind"],
  ["f:metadata"],
  ...[
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "clusterName",
    "generation",
    "managedFields",
    "resourceVersion",
  ].map((name) => ["f:metadata", `f:${name}`]),
]);

export function resetSet(request: FieldManagerRequest): FieldSet {
  return setOf((request.resetFields ?? []).map((path) => path.map((name) => `f:${name}`)));
}

export function identityOf(request: FieldManagerRequest, operation: ManagerName["operation"]) {
  const { manager, apiVersion, subresource } = request;
  return managerIdentity({ manager: manager || "unknown", operation, apiVersion, subresource });
}

/** A manager's entry without what is never owned; gone if it holds nothing else. */
export function stripped(managers: Managers, identity: string): Map<string, Owned> {
  const left = new Map(managers);
  const owned = left.get(identity);
  if (!owned) return left;
  const set = difference(owned.set, neverOwned);
  if (isEmpty(set)) left.delete(identity);
  else left.set(identity, { ...owned, set });
  return left;
}

/** Owners after `updated` took the place of `live`; the entry of who did it grows by what changed. */
export function ownersAfterUpdate(
  request: FieldManagerRequest,
  change: { versions: Versions; live: JsonMap; updated: JsonMap; managers: Managers },
): Managers {
  const operation = "current-operation";
  const { apiVersion, now } = request;
  const resetFields = resetSet(request);
  const managers = stripped(
    changeByUpdate({ ...change, apiVersion, self: operation, resetFields }),
    operation,
  );
  const changed = managers.get(operation);
  if (changed) {
    managers.delete(operation);
    const identity = identityOf(request, "Update");
    const set = union(changed.set, managers.get(identity)?.set ?? changed.set);
    managers.set(identity, { ...changed, set, time: now });
  }
  return mergeAncient(managers);
}

/** An object apart from its `managedFields`. */
export function splitManagedFields(object: ApiObject): {
  plain: JsonMap;
  entries: ManagedFieldsEntry[] | undefined;
} {
  const { managedFields, ...metadata } = object.metadata ?? {};
  return { plain: { ...object, ...(object.metadata && { metadata }) }, entries: managedFields };
}

export function joinManagedFields(
  plain: JsonMap,
  entries: ManagedFieldsEntry[] | undefined,
): ApiObject {
  const object = plain as ApiObject;
  const metadata: ObjectMeta = { ...object.metadata, ...(entries && { managedFields: entries }) };
  return { ...object, metadata };
}
