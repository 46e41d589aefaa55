import type { ManagedFieldsEntry } from "../model/api-object.ts";
import { type FieldSet, isEmpty } from "./field-set.ts";
import { readFieldsV1, writeFieldsV1 } from "./fields-v1.ts";
import { compareStrings } from "./path-element.ts";

/** What one manager owns. */
export interface Owned {
  set: FieldSet;
  apiVersion: string;
  applied: boolean;
  /** RFC 3339, to the second; absent where the entry had none. */
  time?: string;
}

/** Owners by their identity: manager, operation, subresource and, for updates, apiVersion. Never changed in place. */
export type Managers = ReadonlyMap<string, Owned>;

export interface ManagerName {
  manager: string;
  operation: "Apply" | "Update";
  apiVersion: string;
  subresource?: string | undefined;
}

/** The identity of a manager; somebody who applies is the same at every version. */
export function managerIdentity({
  manager,
  operation,
  apiVersion,
  subresource,
}: ManagerName): string {
  return JSON.stringify({
    ...(manager !== "" && { manager }),
    operation,
    ...(operation === "Update" && { apiVersion }),
    ...(subresource && { subresource }),
  });
}

/** Throws when entries are not as they must be. */
export function readManagers(entries: readonly ManagedFieldsEntry[] | undefined): Managers {
  const managers = new Map<string, Owned>();
  for (const [index, entry] of (entries ?? []).entries()) {
    if (entry.operation !== "Apply" && entry.operation !== "Update") {
      throw new Error("operation must be `Apply` or `Update`");
    }
    if (!entry.apiVersion) throw new Error("apiVersion must not be empty");
    if (!entry.fieldsType) throw new Error(`missing fieldsType in managed fields entry ${index}`);
    if (entry.fieldsType !== "FieldsV1") {
      throw new Error(
        `invalid fieldsType ${JSON.stringify(entry.fieldsType)} in managed fields entry ${index}`,
      );
    }
    const { identity, owned } = readEntry(entry, entry.operation);
    managers.set(identity, owned);
  }
  return managers;
}

interface ReadEntry {
  identity: string;
  owned: Owned;
}

/** Of entries that are still there: most of an object's are the same from one update to the next. */
const known = new WeakMap<ManagedFieldsEntry, ReadEntry>();
const entries = new WeakMap<Owned, { identity: string; entry: ManagedFieldsEntry }>();

function readEntry(entry: ManagedFieldsEntry, operation: ManagerName["operation"]): ReadEntry {
  let read = known.get(entry);
  if (!read) {
    const owned: Owned = {
      set: readFieldsV1(entry.fieldsV1 ?? {}),
      apiVersion: entry.apiVersion,
      applied: operation === "Apply",
      ...(entry.time && { time: entry.time }),
    };
    const { manager = "", apiVersion, subresource } = entry;
    read = { identity: managerIdentity({ manager, operation, apiVersion, subresource }), owned };
    known.set(entry, read);
  }
  return read;
}

/** The entries in the order the API server writes them; undefined for none. */
export function writeManagers(managers: Managers): ManagedFieldsEntry[] | undefined {
  const written = [...managers].map(([identity, owned]): ManagedFieldsEntry => {
    const before = entries.get(owned);
    if (before?.identity === identity) return before.entry;
    const { manager = "", operation, subresource } = JSON.parse(identity);
    const entry = {
      ...(manager !== "" && { manager }),
      operation: owned.applied ? "Apply" : operation,
      apiVersion: owned.apiVersion,
      ...(owned.time !== undefined && { time: owned.time }),
      fieldsType: "FieldsV1",
      fieldsV1: writeFieldsV1(owned.set),
      ...(subresource && { subresource }),
    } as ManagedFieldsEntry;
    entries.set(owned, { identity, entry });
    const read = managerIdentity({ ...entry, manager });
    if (read === identity) known.set(entry, { identity, owned });
    return entry;
  });
  return written.length > 0 ? written.sort(compareEntries) : undefined;
}

/** Without those who own nothing. */
export function withoutEmpty(managers: Managers): Map<string, Owned> {
  const left = new Map(managers);
  for (const [identity, { set }] of managers) if (isEmpty(set)) left.delete(identity);
  return left;
}

export function seconds(time: string | undefined): number {
  return time === undefined ? 0 : Math.floor(Date.parse(time) / 1000);
}

export function compareEntries(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  return (
    compareStrings(a.operation, b.operation) ||
    (a.time === b.time ? 0 : seconds(a.time) - seconds(b.time)) ||
    compareStrings(a.manager ?? "", b.manager ?? "") ||
    compareStrings(a.apiVersion, b.apiVersion) ||
    compareStrings(a.subresource ?? "", b.subresource ?? "")
  );
}
