import type { Defect } from "../../../simulators/controllers/defects.ts";
import type {
  ControllerFlags,
  ControllerProcess,
} from "../../../simulators/controllers/runtime/controller-process.ts";
import type { Network } from "../../../simulators/support/network.ts";
import type { Clock, Random } from "../../core/clock.ts";
import { type Freezable, freezable } from "./freezable.ts";
import { networkKubeClient } from "./network-client.ts";
import { besideAnonymous, idleMemory, serviceTimes } from "./parameters.ts";

export interface ModelLifeOptions {
  /** Of the instance: `source-controller-shard1`. */
  name: string;
  /** The controller it is of. */
  controller: string;
  flags: ControllerFlags;
  network: Network;
  /** Where the API server is, and who asks. */
  api: { origin: string; token: string };
  clock: Clock;
  random: Random;
  /** Bytes. */
  memoryLimit: number;
  defects: ReadonlySet<Defect>;
  log(line: string): void;
  /** Told when what it holds exceeds the limit. */
  onOutOfMemory(): void;
  /** Told when the memory it holds changes. */
  onMemory(): void;
}

/** One life of a modelled controller, from its start to whatever ends it. */
export interface ModelLife extends Pick<Freezable, "network" | "freeze"> {
  process: ControllerProcess;
  /** Bytes in the model: now and at most; what a limit doesn't let it hold isn't counted. */
  memory(): { rss: number; rssPeak: number; anon: number };
  /** Seconds of work so far. */
  workedSeconds(): number;
  end(reason: Error): void;
}

/** Work takes from 0.8 to 1.4 of its time. */
const spread = { from: 0.8, width: 0.6 };

export function beginLife(options: ModelLifeOptions): ModelLife {
  const { name, memoryLimit, api, flags } = options;
  const ending = new AbortController();
  const { signal } = ending;
  const { network, clock, freeze } = freezable({ ...options, signal });
  const random = options.random.fork(name);
  const idle = idleMemory[options.controller] ?? { rss: 70e6, anon: 20e6 };
  const heldLimit = Math.max(0, memoryLimit - besideAnonymous - idle.anon);
  let held = 0;
  let heldMax = 0;
  let workedMs = 0;
  const reached = options.defects.has("broken-watch-not-resumed") ? watchesOnce(network) : network;
  const client = (impersonate?: string) =>
    networkKubeClient({
      ...{ network: reached, ...api, clock, userAgent: options.controller },
      ...(impersonate === undefined ? {} : { impersonate }),
    });
  return {
    ...{ network, freeze },
    process: {
      name: options.controller,
      flags,
      api: client(),
      impersonate: client,
      fetch: (request) => network.fetch(request),
      caches: new Map(),
      clock,
      random,
      signal,
      async work(what, amount = 1) {
        const ms = serviceTimes[what].ms * amount * (spread.from + spread.width * random.next());
        workedMs += ms;
        await clock.sleep(ms, signal);
      },
      hold(bytes) {
        held += bytes;
        heldMax = Math.max(heldMax, held);
        options.onMemory();
        if (idle.anon + held > memoryLimit) options.onOutOfMemory();
        signal.throwIfAborted();
        return {
          [Symbol.dispose]() {
            held -= bytes;
          },
        };
      },
      room: () => memoryLimit - idle.anon - held,
      has: (defect) => options.defects.has(defect),
      log: options.log,
    },
    memory: () => ({
      rss: idle.rss + Math.min(held, heldLimit),
      rssPeak: idle.rss + Math.min(heldMax, heldLimit),
      anon: idle.anon + Math.min(held, heldLimit),
    }),
    workedSeconds: () => workedMs / 1000,
    end: (reason) => ending.abort(reason),
  };
}

/** A defect: what was watched once is not watched again, whatever ended the watch. */
function watchesOnce(network: Network): Network {
  const watched = new Set<string>();
  return {
    ...network,
    fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (!searchParams.has("watch") || !watched.has(pathname)) {
        if (searchParams.has("watch")) watched.add(pathname);
        return network.fetch(request);
      }
      const { promise, reject } = Promise.withResolvers<Response>();
      request.signal.addEventListener("abort", () => reject(request.signal.reason), { once: true });
      return promise;
    },
  };
}
