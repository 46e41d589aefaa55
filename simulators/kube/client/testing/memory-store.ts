import { isDeepStrictEqual } from "node:util";
import { ApiError, qualified, type StatusReason } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import type { DeleteOptions, NewObject } from "../kube-client.ts";
import type { MemoryResource } from "./memory-api.ts";

export interface StoredChange {
  type: "ADDED" | "MODIFIED" | "DELETED";
  resource: MemoryResource;
  object: ApiObject;
}

/** Objects with versions, finalizers and deletion, and the changes they went through. */
export function memoryStore() {
  const objects = new Map<string, ApiObject>();
  const listeners = new Set<(change: StoredChange) => void>();
  let changes: StoredChange[] = [];
  let version = 1;
  let oldest = 0;

  const keyOf = ({ resource }: MemoryResource, namespace: string | undefined, name: string) =>
    `${resource}/${namespace ?? ""}/${name}`;

  function commit(type: StoredChange["type"], resource: MemoryResource, object: ApiObject) {
    version += 1;
    const { metadata } = object;
    const stored = { ...object, metadata: { ...metadata, resourceVersion: String(version) } };
    const key = keyOf(resource, metadata.namespace, metadata.name);
    if (type === "DELETED") objects.delete(key);
    else objects.set(key, stored);
    const change = { type, resource, object: stored };
    changes.push(change);
    for (const listener of listeners) listener(change);
    return stored;
  }

  const store = {
    listeners,
    version: () => String(version),
    compact() {
      changes = [];
      // A version of its own, so that nobody holds the newest.
      oldest = version += 1;
    },
    since(since: number): StoredChange[] {
      if (since < oldest) throw failure(410, "Expired", `too old resource version: ${since}`);
      return changes.filter(({ object }) => Number(object.metadata.resourceVersion) > since);
    },
    list: ({ resource }: MemoryResource, namespace?: string): ApiObject[] =>
      [...objects]
        .filter(([key]) => key.startsWith(`${resource}/${namespace ? `${namespace}/` : ""}`))
        .map(([, object]) => object),
    get(resource: MemoryResource, namespace: string | undefined, name: string): ApiObject {
      const object = objects.get(keyOf(resource, namespace, name));
      if (object) return object;
      throw failure(404, "NotFound", `${named(resource)} "${name}" not found`);
    },
    create(resource: MemoryResource, namespace: string | undefined, object: NewObject) {
      const { name = "" } = object.metadata;
      if (objects.has(keyOf(resource, namespace, name))) {
        throw failure(409, "AlreadyExists", `${named(resource)} "${name}" already exists`);
      }
      const { apiVersion, kind } = resource;
      const uid = `uid-${version}`;
      const metadata = { ...object.metadata, name, uid, ...(namespace ? { namespace } : {}) };
      const own = kind === "Namespace" ? newNamespace : {};
      return commit("ADDED", resource, { ...object, ...own, apiVersion, kind, metadata });
    },
    replace(resource: MemoryResource, old: ApiObject, next: ApiObject, subresource?: string) {
      const { resourceVersion } = next.metadata;
      if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) {
        throw failure(409, "Conflict", "the object has been modified");
      }
      const { deletionTimestamp, uid } = old.metadata;
      const metadata = { ...next.metadata, uid: uid ?? "" };
      if (deletionTimestamp) metadata.deletionTimestamp = deletionTimestamp;
      const object =
        subresource === "status" ? { ...old, status: next.status } : { ...next, metadata };
      if (isDeepStrictEqual(object, old)) return old;
      return commit(isDone(object) ? "DELETED" : "MODIFIED", resource, object);
    },
    remove(resource: MemoryResource, given: ApiObject, how: DeleteOptions) {
      const old = store.get(resource, given.metadata.namespace, given.metadata.name);
      const { uid, resourceVersion } = how.preconditions ?? {};
      if (uid !== undefined && uid !== old.metadata.uid) {
        throw failure(409, "Conflict", "Precondition failed: UID in precondition");
      }
      if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) {
        throw failure(409, "Conflict", "Precondition failed: ResourceVersion in precondition");
      }
      const finalizers = new Set(old.metadata.finalizers);
      if (how.propagationPolicy === "Foreground") finalizers.add("foregroundDeletion");
      if (how.propagationPolicy === "Orphan") finalizers.add("orphan");
      const { deletionTimestamp = "2026-01-01T00:00:00Z" } = old.metadata;
      const metadata = { ...old.metadata, finalizers: [...finalizers], deletionTimestamp };
      const phase = resource.kind === "Namespace" ? { status: { phase: "Terminating" } } : {};
      const object = { ...old, ...phase, metadata };
      if (isDone(object)) return commit("DELETED", resource, object);
      return isDeepStrictEqual(object, old) ? old : commit("MODIFIED", resource, object);
    },
  };
  return store;
}

const newNamespace = { spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } };

function isDone({ metadata, spec }: ApiObject): boolean {
  const { finalizers = [], deletionTimestamp } = metadata;
  const kept = (spec as { finalizers?: string[] } | undefined)?.finalizers ?? [];
  return deletionTimestamp !== undefined && finalizers.length === 0 && kept.length === 0;
}

function named({ apiVersion, resource }: MemoryResource): string {
  const group = apiVersion.includes("/") ? apiVersion.replace(/\/.*/, "") : "";
  return qualified({ group, resource });
}

function failure(code: number, reason: StatusReason, message: string): ApiError {
  return new ApiError({ code, reason, message });
}
