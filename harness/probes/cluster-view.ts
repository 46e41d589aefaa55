import type { Clock } from "../core/clock.ts";
import type { HistoryEntry, ObjectRef, ObjectState } from "../core/history.ts";

/** Told what the view lacks: undefined once it holds. */
export type Expectation = (view: ClusterView) => string | undefined;

/** Few enough in any run to be kept. */
const kept: ReadonlySet<HistoryEntry["type"]> = new Set([
  ...(["kube.event", "sink.request", "hook.request"] as const),
  ...(["git.webhook", "git.refusal"] as const),
  ...(["registry.request", "bucket.request"] as const),
  ...(["process.start", "process.exit", "process.workers"] as const),
]);

/** The newest state of every watched object; waits for states to come. */
export class ClusterView {
  readonly #objects = new Map<string, ObjectState>();
  readonly #waiting = new Set<() => void>();
  readonly #happened: HistoryEntry[] = [];

  /** What came to pass so far besides changes of objects, in order: Events, notifications, lives of processes. */
  get happened(): readonly HistoryEntry[] {
    return this.#happened;
  }

  /** The newest state of an object; undefined if it isn't there. */
  get(ref: ObjectRef): ObjectState | undefined {
    return this.#objects.get(key(ref));
  }

  take(entry: HistoryEntry): void {
    if (kept.has(entry.type)) this.#happened.push(entry);
    else if (entry.type !== "kube.object") return;
    else if (entry.change === "deleted") this.#objects.delete(key(entry));
    else this.#objects.set(key(entry), entry.state);
    for (const check of this.#waiting) check();
  }

  /**
   * Waits until the expectation holds. Resolves to undefined, or after `withinMs` to what was still lacking.
   * @throws the signal's reason when it aborts.
   */
  async until({
    expectation,
    holds = (view) => expectation(view) === undefined,
    withinMs,
    clock,
    signal,
  }: {
    expectation: Expectation;
    /** Whether it holds, where that can be told for less than what is lacking. */
    holds?: (view: ClusterView) => boolean;
    withinMs: number;
    clock: Clock;
    signal: AbortSignal;
  }): Promise<string | undefined> {
    const done = new AbortController();
    if (expectation(this) === undefined) return undefined;
    let dirty = false;
    const check = () => {
      // One look a turn: a burst of changes is looked at once.
      if (dirty) return;
      dirty = true;
      clock.sleep(0).then(() => {
        dirty = false;
        if (holds(this)) done.abort();
      });
    };
    this.#waiting.add(check);
    try {
      await clock.sleep(withinMs, AbortSignal.any([done.signal, signal])).catch(() => {});
    } finally {
      this.#waiting.delete(check);
    }
    signal.throwIfAborted();
    // Once seen to hold, it was there in time, whatever came after.
    return done.signal.aborted ? undefined : expectation(this);
  }
}

function key({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace}/${name}`;
}
