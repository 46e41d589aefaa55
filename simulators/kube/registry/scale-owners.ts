import { difference, type FieldSet, isEmpty, setOf } from "../apply/field-set.ts";
import { type Managers, type Owned, readManagers, writeManagers } from "../apply/managers.ts";
import type { ManagedFieldsEntry } from "../model/api-object.ts";

export const scaleVersion = "autoscaling/v1";
const inScale = setOf([["f:spec", "f:replicas"]]);

/** Who owns an object's replicas, as owners of its Scale's. */
export function ownersOfScale(
  entries: readonly ManagedFieldsEntry[] | undefined,
  replicasPath: readonly string[],
): ManagedFieldsEntry[] | undefined {
  const path = inObject(replicasPath);
  const owners = new Map<string, Owned>();
  for (const [identity, owned] of readManagers(entries)) {
    if (!holds(owned.set, path)) continue;
    owners.set(identity, { ...owned, set: inScale, apiVersion: scaleVersion });
  }
  return writeManagers(owners);
}

/**
 * An object's owners after those of its Scale changed. Who owned the replicas by an update is told apart
 * from then on, without a time: the Scale is of another version, which makes it another owner.
 */
export function ownersAfterScale(request: {
  object: readonly ManagedFieldsEntry[] | undefined;
  scale: readonly ManagedFieldsEntry[] | undefined;
  replicasPath: readonly string[];
  apiVersion: string;
}): ManagedFieldsEntry[] | undefined {
  const path = inObject(request.replicasPath);
  const before = readManagers(request.object);
  const scale = new Map(readManagers(request.scale));
  const owners = new Map<string, Owned>();
  for (const [identity, owned] of before) {
    if (!holds(owned.set, path) || scale.delete(identity)) {
      owners.set(identity, owned);
      continue;
    }
    const set = difference(owned.set, path);
    if (!isEmpty(set)) owners.set(identity, { ...owned, set });
  }
  const { apiVersion } = request;
  for (const [identity, { applied, set }] of scale) {
    if (!holds(set, inScale)) continue;
    owners.set(identity, { applied, apiVersion, set: path, ...timeOf(before, identity) });
  }
  return writeManagers(owners);
}

function timeOf(managers: Managers, identity: string) {
  const time = managers.get(identity)?.time;
  return time === undefined ? {} : { time };
}

function inObject(replicasPath: readonly string[]): FieldSet {
  return setOf([replicasPath.map((name) => `f:${name}`)]);
}

function holds(set: FieldSet, path: FieldSet): boolean {
  return isEmpty(difference(path, set));
}
