import {
  type ApiObject,
  type Change,
  type Collection,
  type Follower,
  statusOf,
} from "./controller-api.ts";
import type { ControllerProcess } from "./controller-process.ts";
import { type Outcome, type RateLimitedQueue, rateLimitedQueue } from "./rate-limited-queue.ts";
import { type Result, TerminalError } from "./reconcile-errors.ts";

export interface ControllerSpec {
  /** `GitRepository` */
  kind: string;
  collection: Collection;
  /** Keys worked on at the same time. */
  workers: number;
  /** One object's turn, as the cache has it. */
  reconcile(object: ApiObject): Promise<Result>;
  /** Told of every change of its cache, whether or not it asks for work. */
  onChange?(change: Exclude<Change, { type: "synced" }>): void;
  /** Told how each reconciliation ended; duration in milliseconds. */
  onEnd?(object: { namespace: string; name: string }, outcome: Outcome, durationMs: number): void;
}

/** A controller at work: its cache and its queue. Its end is that of the process. */
export interface RunningController {
  cache: Follower;
  queue: RateLimitedQueue;
  /** Asks for a turn of an object. */
  enqueue(namespace: string, name: string): void;
}

/** Starts a controller; its workers begin once its cache is whole. */
export function startController(
  process: ControllerProcess,
  spec: ControllerSpec,
): RunningController {
  const { clock, flags, signal } = process;
  const early = new Set<string>();
  let working = false;
  const queue = rateLimitedQueue({
    clock,
    signal,
    workers: spec.workers,
    ...retryDelays(process),
    neverForgets: process.has("backoff-never-reset"),
    countsEvery: process.has("requests-stand-in-line"),
    appointmentsFirst: process.has("retries-go-first"),
    async reconcile(key) {
      const { namespace, name } = parse(key);
      const object = cache.get(namespace, name);
      if (!object) return undefined;
      const turn = spec.reconcile(object);
      return process.has("refused-write-given-up") ? turn.catch(giveUpIfRefused) : turn;
    },
    onEnd(key, outcome, durationMs) {
      if ("error" in outcome) {
        process.log(`Reconciler error ${spec.kind} ${key}: ${describe(outcome.error)}`);
      }
      spec.onEnd?.(parse(key), outcome, durationMs);
    },
  });
  const add = (key: string) => (working ? queue.add(key) : early.add(key));
  const selector = process.has("selector-ignored") ? undefined : flags.watchLabelSelector;
  const cache = process.api.follow(spec.collection, {
    signal,
    ...(selector ? { labelSelector: selector } : {}),
    onChange(change) {
      if (change.type === "synced") {
        working = true;
        for (const key of early) queue.add(key);
        return;
      }
      const isTrusted = !working && process.has("restart-trusts-status") && isReady(change.object);
      if (asksForWork(change) && !isTrusted) add(keyOf(change.object));
      spec.onChange?.(change);
    },
    onError: (error) => process.log(`watch of ${spec.kind}: ${describe(error)}`),
  });
  process.caches.set(spec.collection.resource, cache);
  return { cache, queue, enqueue: (namespace, name) => add(`${namespace}/${name}`) };
}

function giveUpIfRefused(error: unknown): never {
  throw statusOf(error) ? new TerminalError(describe(error)) : error;
}

function retryDelays({ flags, has }: ControllerProcess) {
  const { retryMsMin, retryMsMax } = flags;
  return has("retry-storm") ? { retryMsMin: 200, retryMsMax: 200 } : { retryMsMin, retryMsMax };
}

function isReady(object: ApiObject): boolean {
  const { conditions = [] } = (object.status ?? {}) as {
    conditions?: { type: string; status: string }[];
  };
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

/** Flux's predicates: a new generation, or another request to reconcile. */
function asksForWork(change: Exclude<Change, { type: "synced" }>): boolean {
  if (change.type !== "modified") return true;
  const [now, before] = [change.object.metadata, change.old.metadata];
  return now.generation !== before.generation || requestOf(now) !== requestOf(before);
}

const requestedAt = "reconcile.fluxcd.io/requestedAt";

/** The request to reconcile that an object carries. */
export function requestOf({ annotations }: ApiObject["metadata"]): string | undefined {
  return annotations?.[requestedAt];
}

export function keyOf({ metadata: { namespace = "", name } }: ApiObject): string {
  return `${namespace}/${name}`;
}

function parse(key: string): { namespace: string; name: string } {
  const [namespace = "", name = ""] = key.split("/");
  return { namespace, name };
}

export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
