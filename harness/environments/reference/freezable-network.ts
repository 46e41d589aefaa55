import type { Network, NetworkListener } from "../../../simulators/support/network.ts";
import { onAbort } from "../../../simulators/support/on-abort.ts";

/** The network of a process that can be frozen. */
export interface FreezableNetwork extends Network {
  /**
   * Frozen, it takes connections in and answers none of them, and what the process asks isn't sent before it is
   * thawed. What it does by itself goes on unseen, up to its next request.
   */
  freeze(frozen: boolean): void;
}

/** @param signal of the process: once it aborts nothing waits any more */
export function freezableNetwork(network: Network, signal: AbortSignal): FreezableNetwork {
  const listeners = new Set<NetworkListener>();
  let frozen: { thawed: Promise<void>; thaw(): void } | undefined;
  const thaw = () => {
    frozen?.thaw();
    frozen = undefined;
  };
  onAbort(signal, thaw);
  return {
    listen(origin, handler) {
      const listener = network.listen(origin, handler);
      listeners.add(listener);
      return listener;
    },
    fetch: (request) =>
      frozen ? frozen.thawed.then(() => network.fetch(request)) : network.fetch(request),
    freeze(wanted) {
      if (!wanted) return thaw();
      if (frozen || signal.aborted) return;
      const held = [...listeners].map(({ doors }) => doors.blackhole("frozen"));
      const { promise, resolve } = Promise.withResolvers<void>();
      frozen = {
        thawed: promise,
        thaw() {
          for (const each of held) each.end();
          resolve();
        },
      };
    },
  };
}
