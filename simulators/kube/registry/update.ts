import type { ApiObject } from "../model/api-object.ts";
import type { Call, Registry } from "./call.ts";
import { inStorage, inVersion } from "./conversion.ts";
import { storeNew } from "./create.ts";
import { conflict, invalid, modifiedMeanwhile, notFound, resourceOf, storageOf } from "./errors.ts";
import { finishDeletion } from "./finish-deletion.ts";
import { prepareUpdate } from "./prepare-update.ts";
import { sameJson } from "./same-json.ts";
import { validateUpdate } from "./validate-update.ts";

/** What an update makes of the newest state; both in the version of the request. */
export type Change = (live: ApiObject | undefined) => ApiObject;

export interface UpdateOptions {
  registry: Registry;
  call: Call;
  change: Change;
  /** `change` makes a new object of nothing: server-side apply, and PUT of some kinds. */
  createsWhenAbsent?: boolean;
}

export interface Updated {
  object: ApiObject;
  created: boolean;
}

/**
 * Computes a new state from the newest and stores it, again from the start when another write came in
 * between. A state that says nothing new is not written.
 */
export async function update(options: UpdateOptions): Promise<Updated> {
  const { registry, call, change } = options;
  const { definition, version, namespace, name = "" } = call.target;
  const resource = resourceOf(definition);
  const storage = storageOf(definition);
  for (;;) {
    const stored = registry.store.get(storage, namespace, name);
    if (!stored) {
      if (!options.createsWhenAbsent) throw notFound(resource, name);
      return { object: await storeNew(registry, call, change(undefined)), created: true };
    }
    const live = inVersion(stored, definition, version);
    const wanted = change(live);
    requireSameObject(call, wanted, live);
    const prepared = prepareUpdate(call, wanted, live);
    const admitted = await admit(registry, call, prepared, live);
    const problems = validateUpdate(call.target, admitted, live);
    if (problems.length > 0) throw invalid(definition, name, problems);
    if (registry.store.get(storage, namespace, name) !== stored) continue;
    const object = store(registry, call, inStorage(admitted, definition), stored);
    return { object: inVersion(object, definition, version), created: false };
  }
}

function store(registry: Registry, call: Call, object: ApiObject, stored: ApiObject): ApiObject {
  const storage = storageOf(call.target.definition);
  const finished = finishDeletion(call.target.definition, object);
  if (finished) {
    // What is answered keeps the resourceVersion it was read at.
    if (!call.dryRun) registry.store.remove(storage, stored);
    return { ...object, metadata: { ...object.metadata, ...versionOf(stored) } };
  }
  const comparable = { ...object, metadata: { ...object.metadata, ...versionOf(stored) } };
  if (sameJson(comparable, stored)) return stored;
  return call.dryRun ? comparable : registry.store.replace(storage, object);
}

function versionOf({ metadata: { resourceVersion } }: ApiObject) {
  return resourceVersion === undefined ? {} : { resourceVersion };
}

/** Optimistic concurrency. @throws ApiError Conflict. */
function requireSameObject({ target }: Call, wanted: ApiObject, live: ApiObject): void {
  const resource = resourceOf(target.definition);
  const { name, namespace } = live.metadata;
  const { uid, resourceVersion } = wanted.metadata;
  if (
    resourceVersion &&
    resourceVersion !== "0" &&
    resourceVersion !== live.metadata.resourceVersion
  ) {
    throw modifiedMeanwhile(resource, name);
  }
  if (uid && uid !== live.metadata.uid) {
    const prefix = resource.group === "" ? "" : `${resource.group}/`;
    const path = [`${prefix}${resource.resource}`, ...(namespace ? [namespace] : []), name];
    const why =
      `StorageError: invalid object, Code: 4, Key: /registry/${path.join("/")}, ResourceVersion: 0, ` +
      `AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`;
    throw conflict(resource, name, why);
  }
}

async function admit(registry: Registry, call: Call, object: ApiObject, oldObject: ApiObject) {
  if (!registry.admit) return object;
  const admitted = await registry.admit({
    operation: "UPDATE",
    target: call.target,
    user: call.user,
    object,
    oldObject,
    options: { kind: "UpdateOptions", apiVersion: "meta.k8s.io/v1", fieldManager: call.manager },
    dryRun: call.dryRun,
    warnings: call.warnings,
  });
  return admitted ?? object;
}
