import type { ApiObject, ManagedFieldsEntry } from "../model/api-object.ts";
import { noReferences } from "../model/schema.ts";
import { emptyObject } from "./empty-object.ts";
import {
  type FieldManagerRequest,
  joinManagedFields,
  ownersAfterUpdate,
  splitManagedFields,
} from "./field-manager.ts";
import { creationOf, knownEntries, noteEntries } from "./first-entries.ts";
import { equalValues } from "./json-value.ts";
import { TypeMismatch } from "./list-items.ts";
import { type Managers, readManagers, writeManagers } from "./managers.ts";
import { keepTimes } from "./timestamps.ts";
import { unmovedEntries } from "./unmoved-entries.ts";
import { assertFits } from "./validate-typed.ts";
import { versionsOf } from "./versions.ts";

export interface UpdateRequest extends FieldManagerRequest {
  /** Undefined when the object is created. */
  live: ApiObject | undefined;
  /** After decoding, defaults and patch; before the resource's strategy and admission change it. */
  updated: ApiObject;
}

/**
 * The object of a create, update or patch request with its `managedFields` brought up to date. Never
 * fails: an object that doesn't fit its schema loses its `managedFields`, as with the real server.
 */
export function trackUpdate(request: UpdateRequest): ApiObject {
  const { live, updated } = request;
  const isCustom = request.schemas === noReferences;
  const next = splitManagedFields(updated);
  const creation = live ? undefined : creationOf(request, updated);
  const known = creation && knownEntries(creation, request.now);
  if (known) return joinManagedFields(next.plain, known);
  const before = live && splitManagedFields(live);
  const managers = ownersBefore({
    live: before?.entries,
    updated: next.entries,
    // Nobody sets managedFields through a subresource.
    onlyLive: Boolean(request.subresource),
    custom: isCustom,
  });
  // An object whose managedFields were cleared is tracked again from its next apply on.
  if (managers.size === 0 && live?.metadata.uid) return joinManagedFields(next.plain, undefined);
  const timed = (tracked: ApiObject) =>
    live ? keepTimes({ live, updated: tracked, structs: !isCustom }) : tracked;
  const from = before?.plain ?? emptyObject({ ...request, object: next.plain });
  try {
    const versions = versionsOf({ ...request, sample: next.plain });
    for (const object of [next.plain, from]) {
      assertFits(versions.own.type, object, { allowDuplicates: true });
    }
    const entries = before?.entries;
    const unmoved =
      entries && next.entries && equalValues(entries, next.entries)
        ? unmovedEntries(request, {
            ...{ type: versions.own.type, live: from, updated: next.plain, entries, managers },
          })
        : undefined;
    if (unmoved) return timed(joinManagedFields(next.plain, unmoved));
    const owners = ownersAfterUpdate(request, {
      versions,
      live: from,
      updated: next.plain,
      managers,
    });
    const tracked = joinManagedFields(next.plain, writeManagers(owners));
    if (creation) noteEntries(creation, tracked.metadata.managedFields);
    return timed(tracked);
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    return joinManagedFields(next.plain, undefined);
  }
}

/** Entries may be set by hand; those that can't be read, and none at all, give way to the live ones. */
function ownersBefore(entries: {
  live: ManagedFieldsEntry[] | undefined;
  updated: ManagedFieldsEntry[] | undefined;
  onlyLive: boolean;
  custom: boolean;
}): Managers {
  const { live, updated, onlyLive, custom } = entries;
  if (!onlyLive) {
    if (updated && isReset(updated, custom)) return new Map();
    const given = readOr(updated, new Map());
    if (given.size > 0) return given;
  }
  return readOr(live, new Map());
}

/** `[{}]` asks for a new start, and so does `[]`, which gets lost on the way of a custom resource. */
function isReset(entries: readonly ManagedFieldsEntry[], custom: boolean): boolean {
  const [first] = entries;
  if (first === undefined) return !custom;
  return entries.length === 1 && Object.keys(first).length === 0;
}

function readOr(entries: ManagedFieldsEntry[] | undefined, otherwise: Managers): Managers {
  try {
    return readManagers(entries);
  } catch {
    return otherwise;
  }
}
