import type { JsonObject } from "../../../harness/core/json.ts";
import type { WorkloadApi, WorkloadChange, WorkloadObject, WorkloadPath } from "../workload-api.ts";

/** An API of claims alone that remembers what was asked of it. */
export function stageApi() {
  const objects = new Map<string, WorkloadObject>();
  const listeners = new Set<(change: WorkloadChange) => void>();
  const requests: string[] = [];
  let failures: { reason: string; cause?: string }[] = [];
  let version = 0;

  const tell = (type: "added" | "modified" | "deleted", object: WorkloadObject) => {
    for (const listener of listeners) listener({ type, object });
  };

  function put(object: WorkloadObject): void {
    version += 1;
    const { name } = object.metadata;
    const known = objects.has(name);
    const metadata = { uid: `uid-${name}`, ...object.metadata, resourceVersion: String(version) };
    const stored = { ...object, metadata };
    objects.set(name, stored);
    tell(known ? "modified" : "added", stored);
  }

  function request(line: string): void {
    requests.push(line);
    const [failure] = failures.splice(0, 1);
    if (!failure) return;
    const { reason, cause } = failure;
    const details = cause === undefined ? {} : { causes: [{ reason: cause }] };
    throw Object.assign(new Error(reason), { status: { reason, details } });
  }

  const api: WorkloadApi = {
    follow({ resource }, { onChange }) {
      if (resource === "persistentvolumeclaims") {
        listeners.add(onChange);
        for (const object of objects.values()) onChange({ type: "added", object });
      }
      const synced = Promise.resolve();
      return { synced, [Symbol.asyncDispose]: async () => void listeners.delete(onChange) };
    },
    async create(_, { metadata: { name } }) {
      request(`create ${name}`);
    },
    async patch(path: WorkloadPath, { patch }) {
      request(`patch ${path.name}${path.subresource ? `/${path.subresource}` : ""}`);
      const old = objects.get(path.name);
      const { metadata, ...fields } = patch;
      const { resourceVersion, ...meta } = metadata as { resourceVersion: string } & JsonObject;
      if (!old || resourceVersion !== old.metadata.resourceVersion) {
        const reason = old ? "Conflict" : "NotFound";
        throw Object.assign(new Error(reason), { status: { reason } });
      }
      put({ ...old, ...fields, metadata: { ...old.metadata, ...meta } });
    },
    async delete(path) {
      request(`delete ${path.name}`);
    },
  };
  return {
    api,
    requests,
    put,
    get: (name: string) => objects.get(name),
    remove(name: string) {
      const object = objects.get(name);
      objects.delete(name);
      if (object) tell("deleted", object);
    },
    /** The next requests fail for these reasons. */
    fail(...reasons: string[]) {
      failures = reasons.map((reason) => ({ reason }));
    },
    /** The next request is one for a namespace that is being deleted. */
    endNamespace() {
      failures = [{ reason: "Forbidden", cause: "NamespaceTerminating" }];
    },
  };
}

export function claim(
  name: string,
  more: Partial<WorkloadObject["metadata"]> = {},
  rest = {},
): WorkloadObject {
  const metadata = { name, namespace: "default", ...more };
  return { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata, ...rest };
}
