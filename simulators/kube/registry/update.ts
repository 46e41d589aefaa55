import { goQuote } from "../access/go-quote.ts";
import { keepTimes } from "../apply/timestamps.ts";
import type { ApiObject } from "../model/api-object.ts";
import { failed } from "../patch/patch-error.ts";
import { asKnown, mutate, validate, writeOptions } from "./admission.ts";
import { allocate } from "./allocate.ts";
import { createConverting, learnerOf } from "./ask-webhooks.ts";
import type { Call, Registry } from "./call.ts";
import { storageVersion } from "./catalog.ts";
import { inStorage, inVersion } from "./conversion.ts";
import { lacksLabels, storeNew, unwritten } from "./create.ts";
import {
  holdsEmptied,
  keepEmptied,
  leavesEmptied,
  storesEmptied,
  unmarked,
} from "./emptied-metadata.ts";
import { invalid, kindOf, modifiedMeanwhile, notFound, resourceOf, storageOf } from "./errors.ts";
import { finishDeletion } from "./finish-deletion.ts";
import { timestamp } from "./identity.ts";
import { requireOwnKind, warnOfFinalizers } from "./input.ts";
import { withForeignUid } from "./patched-identity.ts";
import { prepareUpdate } from "./prepare-update.ts";
import { sameJson } from "./same-json.ts";
import { requireSameUid } from "./same-uid.ts";
import { noteSettled } from "./unchanged.ts";
import { requireUnconditional } from "./unconditional.ts";
import { validateUpdate } from "./validate-update.ts";

/** What an update makes of the newest state; both in the version of the request. */
export type Change = (live: ApiObject | undefined) => ApiObject;

export interface UpdateOptions {
  registry: Registry;
  call: Call;
  change: Change;
  /** `change` makes a new object of nothing: server-side apply, and PUT of some kinds. */
  createsWhenAbsent?: boolean;
  /** The object itself is shown unless told. */
  admission?: UpdateAdmission;
}

/** What admission is shown of an update, and has its say on. */
export interface UpdateAdmission {
  mutate(object: ApiObject, live: ApiObject): Promise<ApiObject>;
  validate(object: ApiObject, live: ApiObject): Promise<void>;
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
  const admission = registry.admit && (options.admission ?? ofObject(registry, call));
  const learn = learnerOf(registry, definition);
  const converting = createConverting(registry);
  for (;;) {
    const stored = registry.store.get(storage, namespace, name);
    if (!stored) {
      if (!options.createsWhenAbsent) throw notFound(resource, name);
      return { object: await storeNew(registry, call, change(undefined)), created: true };
    }
    if (learn) await learn([stored], version);
    const live = inVersion(stored, definition, version);
    const wanted = learn ? await converting(() => change(live)) : change(live);
    requireSameUid(call, wanted, live);
    const mutated = admission ? await admission.mutate(wanted, live) : wanted;
    requireSameVersion(call, mutated, live);
    requireOwnKind(mutated, call);
    const now = timestamp(registry.clock);
    const prepared = allocate(registry, call, prepareUpdate(call, mutated, live, now), live);
    const problems = validateUpdate(call.target, withForeignUid(prepared, wanted), live);
    if (problems.length > 0) throw invalid(kindOf(definition), name, problems);
    if (call.target.subresource === undefined) warnOfFinalizers(prepared, call, live);
    if (admission) await admission.validate(prepared, live);
    // Who manages fields can't know of what came of defaults and admission.
    const structs = !definition.custom;
    const timed = leavesEmptied(mutated)
      ? prepared
      : keepTimes({ live, updated: prepared, structs });
    const known = asKnown(registry, call, unmarked(timed));
    if (finishDeletion(definition, known)) {
      if (registry.store.get(storage, namespace, name) !== stored) continue;
      if (!call.dryRun) registry.store.remove(storage, stored);
      // What was never written is answered as it was before anyone could read it.
      const unread = prepareUpdate(call, mutated, live, now, { unread: true });
      const last = allocate(registry, call, unread, live);
      return { object: withVersionOf(stored, asKnown(registry, call, last)), created: false };
    }
    if (learn) await learn([known], storageVersion(definition));
    if (registry.store.get(storage, namespace, name) !== stored) continue;
    const unlabelled = lacksLabels(definition, mutated);
    const empties = storesEmptied(mutated, call);
    const isNew = unlabelled || empties || holdsEmptied(stored) || unwritten.has(stored);
    const object = store(registry, call, { object: inStorage(known, definition), stored, isNew });
    if (empties) keepEmptied(object);
    if (unlabelled) unwritten.add(object);
    if (!learn && object.apiVersion === live.apiVersion) noteSettled(call, object);
    if (learn) await learn([object], version);
    return { object: inVersion(object, definition, version), created: false };
  }
}

interface Written {
  object: ApiObject;
  stored: ApiObject;
  /** It is written even if nothing of it shows. */
  isNew: boolean;
}

function store(registry: Registry, call: Call, { object, stored, isNew }: Written): ApiObject {
  const comparable = withVersionOf(stored, object);
  if (!isNew && sameJson(comparable, stored)) return stored;
  return call.dryRun
    ? comparable
    : registry.store.replace(storageOf(call.target.definition), object);
}

/** An object with the resourceVersion of what was read. */
function withVersionOf({ metadata: { resourceVersion } }: ApiObject, object: ApiObject): ApiObject {
  if (resourceVersion === undefined) return object;
  return { ...object, metadata: { ...object.metadata, resourceVersion } };
}

/** Optimistic concurrency. @throws ApiError Conflict. */
function requireSameVersion({ target }: Call, wanted: ApiObject, live: ApiObject): void {
  const { resourceVersion } = wanted.metadata;
  if (!resourceVersion || /^0+$/.test(resourceVersion)) {
    requireUnconditional(target, live);
    return;
  }
  requireNumber(resourceVersion);
  if (resourceVersion === live.metadata.resourceVersion) return;
  throw modifiedMeanwhile(resourceOf(target.definition), live.metadata.name);
}

/** @throws ApiError as Go words it. */
export function requireNumber(resourceVersion: string): void {
  if (/^\d+$/.test(resourceVersion)) return;
  throw failed(`strconv.ParseUint: parsing ${goQuote(resourceVersion)}: invalid syntax`);
}

/** Shows the object itself. */
function ofObject(registry: Registry, call: Call): UpdateAdmission {
  const asked = {
    operation: "UPDATE" as const,
    target: call.target,
    options: writeOptions("UpdateOptions", call),
  };
  return {
    mutate: (object, oldObject) => mutate(registry, call, { ...asked, object, oldObject }),
    validate: (object, oldObject) => validate(registry, call, { ...asked, object, oldObject }),
  };
}
