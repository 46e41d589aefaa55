/** The reason of what ends because all is done: without one, a DOMException with its stack is made each time. */
export const allDone = new Error("all is done");

/** What is to be done when a signal aborts, in the order it was asked for. */
const waiting = new WeakMap<AbortSignal, { acts: Set<() => void>; tell: () => void }>();

/**
 * Calls `act` once when the signal aborts, unless the returned function was called before. However many
 * wait for a signal, each of them costs the same: its own listeners are looked through for every new one.
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  const there = waiting.get(signal) ?? listen(signal);
  const { acts, tell } = there;
  acts.add(act);
  return () => {
    if (!acts.delete(act) || acts.size > 0 || signal.aborted) return;
    // A signal that follows others lives for as long as anybody listens to it.
    signal.removeEventListener("abort", tell);
    waiting.delete(signal);
  };
}

function listen(signal: AbortSignal) {
  const acts = new Set<() => void>();
  const tell = () => {
    for (const act of acts) act();
    acts.clear();
  };
  const made = { acts, tell };
  waiting.set(signal, made);
  signal.addEventListener("abort", tell, { once: true });
  return made;
}
