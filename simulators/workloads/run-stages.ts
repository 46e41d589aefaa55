import type { Clock, Random } from "../../harness/core/clock.ts";
import { isNamespaceEnding } from "../support/namespace-ending.ts";
import { createFamily } from "./family.ts";
import { makeOwned } from "./make-owned.ts";
import { stageOf } from "./match-stage.ts";
import { nextStatus } from "./next-status.ts";
import { readPath } from "./read-path.ts";
import type { Delay, Stage, StageSet } from "./stage.ts";
import {
  reasonOf,
  type WorkloadApi,
  type WorkloadCollection,
  type WorkloadObject,
  type WorkloadPath,
} from "./workload-api.ts";

export interface StagesRequest {
  api: WorkloadApi;
  sets: readonly StageSet[];
  clock: Clock;
  random: Random;
  /** Told of requests that failed; they are made again. */
  onError?(error: unknown): void;
}

/** An object on its way out of a stage. */
interface Underway {
  stage: Stage;
  object: WorkloadObject;
  leaving: AbortController;
}

const retryMs = 1_000;
/** The change that came between is about to be heard. */
const conflictMs = 20;
const fieldManager = "workloads";

/**
 * Moves every object there is, and every one to come, through its stages. Resolves once those that
 * were there have been seen; disposing it leaves objects where they are.
 */
export async function runStages(request: StagesRequest): Promise<AsyncDisposable> {
  const { api, sets, clock, random, onError = () => {} } = request;
  const underway = new Map<string, Underway>();
  const writing = new Set<Promise<void>>();
  const family = createFamily();
  const collections = new Map(
    sets.flatMap(({ stages }) =>
      stages.map(({ of }) => [`${of.apiVersion}/${of.resource}`, of] as const),
    ),
  );
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => {
    for (const { leaving } of underway.values()) leaving.abort();
    await Promise.all(writing);
  });
  const followers = [...collections.values()].map((of) =>
    stack.use(
      api.follow(of, {
        onError,
        onChange(change) {
          if (change.type !== "synced") take(of, change.object, change.type === "deleted");
        },
      }),
    ),
  );
  await Promise.all(followers.map(({ synced }) => synced));
  return stack.move();

  function take(of: WorkloadCollection, object: WorkloadObject, isGone: boolean): void {
    const { uid = "" } = object.metadata;
    const isNew = family.note({ of, object }, isGone);
    const root = family.rootOf({ of, object });
    const now = underway.get(uid);
    const stage = isGone || !root ? undefined : stageOf(sets, of, object, root);
    // What it controls may have been heard of before it.
    if (isNew) for (const child of family.childrenOf(object)) take(child.of, child.object, false);
    if (now && now.stage === stage) {
      // Its time runs on; what it leads to is made of the newest state.
      now.object = object;
      return;
    }
    now?.leaving.abort();
    underway.delete(uid);
    if (!stage) return;
    const begun = { stage, object, leaving: new AbortController() };
    underway.set(uid, begun);
    const done = move(begun, uid).finally(() => writing.delete(done));
    writing.add(done);
  }

  async function move(mine: Underway, uid: string): Promise<void> {
    const { stage, leaving } = mine;
    const isOver = () => leaving.signal.aborted;
    const { of } = stage;
    const { object: root } = family.rootOf({ of, object: mine.object }) ?? mine;
    await clock.sleep(delayMs(stage, root, random), leaving.signal).catch(() => {});
    while (!isOver()) {
      try {
        await leave(stage, mine.object, uid);
        // What is heard from now on is what came of it, or later.
        if (underway.get(uid) === mine) underway.delete(uid);
        return;
      } catch (error) {
        // Gone, or about to be: kube-controller-manager leaves it at that, too.
        if (isOver() || reasonOf(error) === "NotFound" || isNamespaceEnding(error)) return;
        const isConflict = reasonOf(error) === "Conflict";
        if (!isConflict) onError(error);
        await clock.sleep(isConflict ? conflictMs : retryMs, leaving.signal).catch(() => {});
      }
    }
  }

  async function leave({ of, next }: Stage, object: WorkloadObject, uid: string): Promise<void> {
    const { namespace, name, resourceVersion = "", finalizers = [] } = object.metadata;
    const path: WorkloadPath = { ...of, namespace, name };
    // By the version it was judged by, and only as the object it was: names are taken again.
    const metadata = { uid, resourceVersion };
    for (const owned of next.owns ?? []) {
      await makeOwned({ api, family, owner: object, owned, fieldManager });
    }
    if (next.status) {
      const status = nextStatus(next.status, object, clock.epochMs());
      const patch = { type: "merge", patch: { metadata, status } } as const;
      await api.patch({ ...path, subresource: "status" }, patch, { fieldManager });
    }
    if (next.removeFinalizers) {
      const kept = finalizers.filter((each) => !next.removeFinalizers?.includes(each));
      const patch = {
        type: "merge",
        patch: { metadata: { ...metadata, finalizers: kept } },
      } as const;
      await api.patch(path, patch, { fieldManager });
    }
    if (next.delete) {
      await api.delete(path, { gracePeriodSeconds: 0, preconditions: { uid } });
    }
  }
}

/** The same for the same object in every run, whatever else happens in it, and for all that it controls. */
function delayMs({ delay }: Stage, object: WorkloadObject, random: Random): number {
  if (typeof delay === "number") return delay;
  if (!Array.isArray(delay)) return secondsOf(delay, object) * 1000;
  const [min, max] = delay;
  const { metadata, kind } = object;
  const label = [kind, metadata.namespace ?? "", metadata.name].join("/");
  return min + random.fork(label).next() * (max - min);
}

function secondsOf(delay: Exclude<Delay, number | unknown[]>, object: WorkloadObject): number {
  const seconds = readPath(object, delay.secondsFrom);
  return typeof seconds === "number" ? seconds : delay.default;
}
