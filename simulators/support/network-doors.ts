import { ConnectionCut, type Doors, type RequestContext } from "./handler.ts";
import { ClientLeft } from "./http-exchange.ts";

/** A request on its way through a listener of the network, until its answer is handed over whole. */
export interface NetworkExchange {
  context: RequestContext;
  /** Aborts the request at the handler. */
  leaving: AbortController;
  /** Ends it on both sides, as a closed connection does; what is on its way still arrives. */
  cut(because: unknown): void;
}

/** What stands between a network and a handler. */
export interface NetworkGate {
  doors: Doors;
  exchanges: Set<NetworkExchange>;
  refuses(): boolean;
  /** Undefined when open; else resolves when it opens or the exchange ends. */
  passage(exchange: NetworkExchange): Promise<void> | undefined;
  /** Nothing listens any more: ends all exchanges. */
  close(): void;
}

export function createNetworkGate(): NetworkGate {
  const exchanges = new Set<NetworkExchange>();
  const refusals = new Set<symbol>();
  const closures = new Set<{ mark: string; met: number; opened: PromiseWithResolvers<void> }>();

  const endAll = (reason: Error) => {
    const ended = [...exchanges];
    exchanges.clear();
    for (const { cut } of ended) cut(reason);
    return ended.length;
  };
  const wait = async ({ context, leaving }: NetworkExchange) => {
    const left = Promise.withResolvers<void>();
    const leave = () => left.resolve();
    leaving.signal.addEventListener("abort", leave, { once: true });
    // Also those that begin meanwhile.
    for (const closure of closures) {
      if (leaving.signal.aborted) break;
      if (!context.faults.includes(closure.mark)) {
        context.faults.push(closure.mark);
        closure.met += 1;
      }
      await Promise.race([closure.opened.promise, left.promise]);
    }
    leaving.signal.removeEventListener("abort", leave);
  };

  return {
    exchanges,
    refuses: () => refusals.size > 0,
    passage: (exchange) => (closures.size === 0 ? undefined : wait(exchange)),
    close: () => void endAll(new ClientLeft()),
    doors: {
      async refuse(mark) {
        const refusal = Symbol(mark);
        refusals.add(refusal);
        for (const { context } of exchanges) {
          if (!context.faults.includes(mark)) context.faults.push(mark);
        }
        const cut = endAll(new ConnectionCut("close", `${mark} refuses all connections`));
        return { cut, end: async () => void refusals.delete(refusal) };
      },
      blackhole(mark) {
        const closure = { mark, met: 0, opened: Promise.withResolvers<void>() };
        closures.add(closure);
        return {
          met: () => closure.met,
          end() {
            closures.delete(closure);
            closure.opened.resolve();
          },
        };
      },
    },
  };
}
