import { createNetwork, type Network, NetworkFailure, type NetworkOptions } from "../network.ts";
import { type VirtualClock, virtualClock } from "../virtual-clock.ts";

export const origin = "http://server.test.svc";

/** What became of a request, and when. */
export interface Outcome {
  status?: number;
  text: string;
  failed?: string;
  atMs: number;
}

export interface Stage {
  clock: VirtualClock;
  network: Network;
  get(path?: string, init?: RequestInit): Promise<Outcome>;
}

/** Plays `main` on virtual time over a network of 5 ms one way. */
export function onNetwork<T>(
  main: (stage: Stage) => Promise<T>,
  options: Partial<NetworkOptions> = {},
): Promise<T> {
  const clock = virtualClock();
  const network = createNetwork({ clock, latencyMs: () => 5, ...options });
  const get = async (path = "/", init: RequestInit = {}) => {
    const outcome: Outcome = { text: "", atMs: 0 };
    try {
      const response = await network.fetch(new Request(origin + path, init));
      outcome.status = response.status;
      for await (const piece of response.body ?? []) outcome.text += Buffer.from(piece);
    } catch (error) {
      outcome.failed = error instanceof NetworkFailure ? error.kind : String(error);
    }
    return { ...outcome, atMs: clock.nowMs() };
  };
  return clock.run(() => main({ clock, network, get }));
}
