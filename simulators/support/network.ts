import type { Clock } from "../../harness/core/clock.ts";
import { HarnessError } from "../../harness/core/failure.ts";
import { carryRequest, type Listening } from "./carry-request.ts";
import type { Doors, Handler } from "./handler.ts";
import { createNetworkGate } from "./network-doors.ts";
import { NetworkFailure } from "./network-failure.ts";
import { urlOf } from "./received-request.ts";

export { NetworkFailure } from "./network-failure.ts";

/** A network inside the process: handlers at origins, and time between those who talk. */
export interface Network {
  /**
   * Puts a handler at an origin such as `http://source-controller.flux-system.svc`.
   * @throws HarnessError where one is, or where that is no origin.
   */
  listen(origin: string, handler: Handler): NetworkListener;
  /**
   * Like the global `fetch`: finds the listener by the URL's origin. Follows no redirects.
   * @throws NetworkFailure when there is no answer; the body of one that breaks off errors with it, too.
   */
  fetch(request: Request): Promise<Response>;
}

/** A handler in its place. Disposing it cuts what is under way; then its origin refuses connections. */
export interface NetworkListener extends AsyncDisposable {
  origin: string;
  doors: Doors;
}

export interface NetworkOptions {
  clock: Clock;
  /** One way; drawn once for each request, in the order they are made. */
  latencyMs(): number;
  /** Told of a handler that threw, and where it listens; the client gets a bare 500. */
  onError?: (error: unknown, origin: string) => void;
}

/** Everything happens in the order of the clock: there are no sockets, threads or timers beneath. */
export function createNetwork(options: NetworkOptions): Network {
  const { clock, latencyMs, onError = () => {} } = options;
  const listening = new Map<string, Listening>();
  /** Those that have a name, whether or not something listens there now. */
  const hosts = new Set<string>();
  return {
    listen(given, handler) {
      const { origin, hostname } = parseOrigin(given);
      if (listening.has(origin)) throw new HarnessError(`something listens at ${origin} already`);
      const gate = createNetworkGate();
      listening.set(origin, { handler, gate });
      hosts.add(hostname);
      return {
        origin,
        doors: gate.doors,
        async [Symbol.asyncDispose]() {
          if (listening.get(origin)?.gate === gate) listening.delete(origin);
          gate.close();
        },
      };
    },
    async fetch(request) {
      const { origin, hostname } = requireOrigin(urlOf(request), request.url);
      const find = () => {
        const found = listening.get(origin);
        if (found && !found.gate.refuses()) return found;
        return new NetworkFailure(hosts.has(hostname) ? "refused" : "unknown-host", request.url);
      };
      return carryRequest({
        ...{ request, clock, oneWayMs: latencyMs(), find },
        onError: (error) => onError(error, origin),
      });
    },
  };
}

function parseOrigin(url: string): URL {
  return requireOrigin(URL.parse(url), url);
}

function requireOrigin(parsed: URL | null, url: string): URL {
  if (parsed && /^https?:$/.test(parsed.protocol)) return parsed;
  throw new HarnessError(`no origin of the network: ${JSON.stringify(url)}, expected http://HOST`);
}
