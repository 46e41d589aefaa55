import type { Network, NetworkListener } from "../../../simulators/support/network.ts";
import { onAbort } from "../../../simulators/support/on-abort.ts";
import type { Clock } from "../../core/clock.ts";

/** What a process that can be frozen has of time and the network. */
export interface Freezable {
  network: Network;
  clock: Clock;
  /**
   * Frozen, it takes connections in and answers none of them; what it asks isn't sent, and what it slept for doesn't
   * happen, before it is thawed.
   */
  freeze(frozen: boolean): void;
}

/** @param signal of the process: once it aborts nothing waits any more */
export function freezable({
  network,
  clock,
  signal,
}: {
  network: Network;
  clock: Clock;
  signal: AbortSignal;
}): Freezable {
  const listeners = new Set<NetworkListener>();
  let frozen: { thawed: Promise<void>; thaw(): void } | undefined;
  const untilThawed = () => frozen?.thawed;
  const thaw = () => {
    frozen?.thaw();
    frozen = undefined;
  };
  onAbort(signal, thaw);
  return {
    network: {
      listen(origin, handler) {
        const listener = network.listen(origin, handler);
        listeners.add(listener);
        return listener;
      },
      fetch: (request) =>
        frozen ? frozen.thawed.then(() => network.fetch(request)) : network.fetch(request),
    },
    clock: {
      nowMs: () => clock.nowMs(),
      epochMs: () => clock.epochMs(),
      sleep: (ms, until) => clock.sleep(ms, until).then(untilThawed),
    },
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
