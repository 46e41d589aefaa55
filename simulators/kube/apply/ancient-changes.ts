import { union } from "./field-set.ts";
import { type Managers, managerIdentity, type Owned, seconds } from "./managers.ts";
import { compareStrings } from "./path-element.ts";

/** More entries of updates than these aren't kept apart. */
export const updateEntriesMax = 10;

/** Merges the oldest update entries of each version into one of `ancient-changes` until few enough are left. */
export function mergeAncient(managers: Managers): Managers {
  if (managers.size <= updateEntriesMax) return managers;
  const updaters = [...managers]
    .filter(([, { applied }]) => !applied)
    .sort(
      ([a, { time }], [b, { time: otherTime }]) =>
        seconds(time) - seconds(otherTime) || compareStrings(a, b),
    );
  let count = updaters.length;
  if (count <= updateEntriesMax) return managers;
  const left = new Map(managers);
  const firstOfVersion = new Map<string, string>();
  for (const [identity, owned] of updaters) {
    if (count <= updateEntriesMax) break;
    const { apiVersion } = owned;
    const first = firstOfVersion.get(apiVersion);
    if (first === undefined) {
      firstOfVersion.set(apiVersion, identity);
      continue;
    }
    const bucket = managerIdentity({
      manager: "ancient-changes",
      operation: "Update",
      apiVersion,
    });
    const older = left.get(bucket) ?? left.get(first);
    if (!left.has(bucket)) left.delete(first);
    left.delete(identity);
    // The entry that is merged in is the younger one, so its time is the bucket's.
    left.set(bucket, merge(owned, older));
    count -= 1;
  }
  return left;
}

function merge(owned: Owned, older: Owned | undefined): Owned {
  return older ? { ...owned, set: union(owned.set, older.set) } : owned;
}
