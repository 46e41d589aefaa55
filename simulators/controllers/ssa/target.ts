import type { Clock } from "../../../harness/core/clock.ts";
import type { ApiObject, ControllerApi, ObjectPath } from "../runtime/controller-api.ts";
import type { RestMapper } from "../runtime/rest-mapper.ts";

/** Where objects are applied to, and as whom. */
export interface Target {
  api: ControllerApi;
  mapper: RestMapper;
  /** Of whoever polls for health: Flux gives its poller a mapper of its own. */
  statusMapper: RestMapper;
  clock: Clock;
  signal: AbortSignal;
}

/** What an object says of itself, or what is asked for. */
export interface Reference {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}

export async function pathIn(target: Target, object: Reference): Promise<ObjectPath> {
  const { resource, namespaced } = await target.mapper.mappingOf(object.apiVersion, object.kind);
  const { namespace, name } = object.metadata;
  const inNamespace = namespaced && namespace !== "" ? namespace : undefined;
  return { apiVersion: object.apiVersion, resource, namespace: inNamespace, name };
}

export async function getIn(
  target: Target,
  object: Reference,
  signal = target.signal,
): Promise<ApiObject> {
  return target.api.get(await pathIn(target, object), { signal });
}

/** Server-side apply that takes over what others own. */
export async function applyIn(
  target: Target,
  object: ApiObject,
  how: { fieldManager: string; dryRun: boolean; signal?: AbortSignal },
): Promise<ApiObject> {
  const { signal = target.signal, fieldManager, dryRun } = how;
  const path = await pathIn(target, object);
  const options = { fieldManager, signal, ...(dryRun ? { dryRun } : {}) };
  return target.api.patch(path, { type: "apply", patch: object, force: true }, options);
}
