import { describe } from "../runtime/start-controller.ts";
import { inventoryKey, type ObjectId, subjectOf } from "../ssa/object-id.ts";
import type { Target } from "../ssa/target.ts";
import type { StatusName } from "./compute-status.ts";
import { readStatus } from "./read-status.ts";

export interface WaitOptions {
  intervalMs: number;
  timeoutMs: number;
  /** Ends at the first object that has failed for good. */
  failFast: boolean;
}

interface Seen {
  status: StatusName;
  error?: unknown;
}

/**
 * Polls objects until all of them are what they should be.
 * @throws an error that names those that aren't, in Flux's words.
 */
export async function waitForSet(
  target: Target,
  ids: readonly ObjectId[],
  options: WaitOptions,
): Promise<void> {
  await refuseMissingNamespaces(target, ids);
  const { clock } = target;
  const ended = new AbortController();
  const signal = AbortSignal.any([target.signal, ended.signal]);
  const seen = new Map<string, Seen>(ids.map((id) => [inventoryKey(id), { status: "Unknown" }]));
  let isLate = false;
  clock.sleep(options.timeoutMs, signal).then(
    () => {
      isLate = true;
      ended.abort();
    },
    () => {},
  );
  try {
    await poll({ ...target, signal }, ids, seen, options);
  } catch (error) {
    if (target.signal.aborted || !isLate) throw error;
  } finally {
    ended.abort();
  }
  const failures = ids.flatMap((id) => failureOf(id, seen.get(inventoryKey(id)), isLate));
  if (failures.length === 0) return;
  const what = isLate ? "timeout waiting for" : "failed early due to stalled resources";
  throw new Error(`${what}: [${failures.join(", ")}]`);
}

/** Resolves once the wait is over one way or the other; throws when its time is. */
async function poll(
  target: Target,
  ids: readonly ObjectId[],
  seen: Map<string, Seen>,
  { intervalMs, failFast }: WaitOptions,
): Promise<void> {
  const { clock, signal } = target;
  for (let dueMs = clock.nowMs() + intervalMs; ; dueMs += intervalMs) {
    for (const id of ids) {
      seen.set(inventoryKey(id), await look(target, id));
      const statuses = [...seen.values()];
      if (statuses.every(({ status }) => status === "Current")) return;
      if (failFast && statuses.some(({ status }) => status === "Failed")) return;
    }
    await clock.sleep(dueMs - clock.nowMs(), signal);
  }
}

async function look(target: Target, id: ObjectId): Promise<Seen> {
  try {
    return { status: await readStatus(target, id) };
  } catch (error) {
    if (target.signal.aborted) throw error;
    return { status: "Unknown", error };
  }
}

function failureOf(id: ObjectId, seen: Seen | undefined, isLate: boolean): string[] {
  if (!seen || seen.status === "Current") return [];
  if (seen.status !== "Failed" && !isLate) return [];
  const because = seen.error === undefined ? "" : `: ${describe(seen.error)}`;
  return [`${subjectOf(id)} status: '${seen.status}'${because}`];
}

async function refuseMissingNamespaces(target: Target, ids: readonly ObjectId[]): Promise<void> {
  for (const { group, kind, namespace, name } of ids) {
    const mapping = await target.statusMapper.preferredOf(group, kind).catch(() => undefined);
    if (!mapping?.namespaced || namespace !== "") continue;
    const qualified = group === "" ? kind : `${kind}.${group}`;
    throw new Error(`resource ${qualified} ${name} is namespace scoped, but namespace is not set`);
  }
}
