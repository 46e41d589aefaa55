import { isDeepStrictEqual } from "node:util";
import { copyJson } from "../../support/copy-json.ts";
import { type Condition, type Conditions, conditionsOf } from "./conditions.ts";
import { type ApiObject, isNotFound, pathOf, statusOf } from "./controller-api.ts";
import { type ControllerProcess, timestamp } from "./controller-process.ts";
import type { Fields } from "./fields.ts";
import { mergeDiff } from "./merge-diff.ts";

export interface DraftOptions {
  process: ControllerProcess;
  /** The plural, for its path. */
  resource: string;
  /** Who writes the status, in `metadata.managedFields`. */
  fieldManager: string;
}

/**
 * An object while a reconciliation works on it. Nothing reaches the API server before `persist`, which
 * writes as Flux's patch helper does: conditions first, against the version that was read, then metadata,
 * then the rest of the status.
 */
export interface Draft<Status extends Fields = Fields> {
  /** As it was read, with what `persist` brought since. */
  readonly object: ApiObject;
  conditions: Conditions;
  /** The status but for its conditions; change it in place. */
  status: Status;
  /** Change it in place. */
  finalizers: string[];
  persist(): Promise<void>;
}

/** Tries of a write that meets another's, and the first wait between them, as the patch helper's. */
const conflictTries = 5;
const conflictWaitMs = 100;

export function draftOf<Status extends Fields = Fields>(
  object: ApiObject,
  { process, resource, fieldManager }: DraftOptions,
): Draft<Status> {
  const { api, clock, signal } = process;
  const now = () => timestamp(clock.epochMs());
  const conditions = conditionsOf(object, now);
  let latest = object;
  let written = split(object);
  const draft: Draft<Status> = {
    get object() {
      return latest;
    },
    conditions,
    status: copyJson(written.status) as Status,
    finalizers: [...(object.metadata.finalizers ?? [])],
    async persist() {
      const list = conditions.list();
      const conditionsChanged = !isDeepStrictEqual(list, written.conditions);
      const rest = mergeDiff(written.status, draft.status);
      if (conditionsChanged) await writeConditions(list);
      await writeFinalizers();
      // Sent even when nothing but conditions changed: the helper finds the status changed as a whole.
      if (conditionsChanged || rest) await write("status", rest ? { status: rest } : {});
      written = { conditions: list, status: copyJson(draft.status) };
    },
  };
  return draft;

  async function writeConditions(list: Condition[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const { resourceVersion } = latest.metadata;
      try {
        await write("status", { metadata: { resourceVersion }, status: { conditions: list } });
        return;
      } catch (error) {
        if (statusOf(error)?.reason !== "Conflict") throw error;
        if (attempt >= conflictTries) throw new Error("timed out waiting for the condition");
        const waitMs = conflictWaitMs * 2 ** (attempt - 1) * (1 + 0.1 * process.random.next());
        await clock.sleep(waitMs, signal);
        latest = (await reread()) ?? latest;
      }
    }
  }

  /** From the cache, which a silent watch leaves behind for as long as it is silent. */
  async function reread(): Promise<ApiObject | undefined> {
    const { namespace, name } = latest.metadata;
    const cache = process.caches.get(resource);
    return cache ? cache.get(namespace, name) : api.get(pathOf(latest, resource), { signal });
  }

  async function writeFinalizers(): Promise<void> {
    const before = latest.metadata.finalizers ?? [];
    if (isDeepStrictEqual(before, draft.finalizers)) return;
    const finalizers = draft.finalizers.length > 0 ? draft.finalizers : null;
    const { resourceVersion } = latest.metadata;
    await write(undefined, { metadata: { resourceVersion, finalizers } });
  }

  async function write(subresource: string | undefined, patch: Fields): Promise<void> {
    const path = pathOf(latest, resource, subresource);
    try {
      latest = await api.patch(path, { type: "merge", patch }, { fieldManager, signal });
    } catch (error) {
      // Whoever took the last finalizer away has nothing left to write.
      if (isNotFound(error) && object.metadata.deletionTimestamp) return;
      throw error;
    }
  }
}

function split(object: ApiObject): { conditions: Condition[]; status: Fields } {
  const { conditions = [], ...status } = (object.status ?? {}) as Fields & {
    conditions?: Condition[];
  };
  return { conditions, status };
}

/** Says that work is under way. Without `drift`, a Ready that says True or False stays as it is. */
export function markProgress(conditions: Conditions, message: string, drift: boolean): void {
  conditions.markReconciling("Progressing", message);
  const ready = conditions.get("Ready");
  if (!drift && ready && ready.status !== "Unknown") return;
  conditions.mark({ type: "Ready", status: "Unknown", reason: "Progressing", message });
}
