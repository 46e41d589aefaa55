import type { Socket } from "node:net";
import type { Doors } from "./handler.ts";
import type { Exchange } from "./http-exchange.ts";
import { setReading } from "./socket-reading.ts";

/** The gate that holds new connections and freezes answers while something blackholes. */
export interface Gate {
  blackhole: Doors["blackhole"];
  /** True when the connection was kept back; `serve` gets it once the gate opens. */
  keeps(socket: Socket): boolean;
  /** Marks a connection that was kept back has collected, for its first request. */
  marks(socket: Socket): string[];
  /**
   * From now on the open connection is not read either while something blackholes: its protocol answers
   * by itself, so that its client would take it for alive.
   */
  quiets(socket: Socket): void;
  /** Undefined when open; else resolves when it opens or the exchange ends. */
  passage(exchange: Exchange): Promise<void> | undefined;
}

export function createGate(serve: (socket: Socket) => void): Gate {
  const closures = new Set<{ mark: string; met: number; opened: PromiseWithResolvers<void> }>();
  const kept = new Set<Socket>();
  const quieted = new Set<Socket>();
  const collected = new WeakMap<Socket, string[]>();

  const wait = async ({ context, leaving }: Exchange) => {
    for (const closure of closures) {
      if (leaving.signal.aborted) return;
      if (!context.faults.includes(closure.mark)) {
        context.faults.push(closure.mark);
        closure.met += 1;
      }
      const left = Promise.withResolvers<void>();
      leaving.signal.addEventListener("abort", () => left.resolve(), { once: true });
      await Promise.race([closure.opened.promise, left.promise]);
    }
  };

  return {
    keeps(socket) {
      if (closures.size === 0) return false;
      for (const closure of closures) closure.met += 1;
      kept.add(socket);
      collected.set(
        socket,
        [...closures].map(({ mark }) => mark),
      );
      socket.once("close", () => kept.delete(socket));
      return true;
    },
    marks(socket) {
      const marks = collected.get(socket) ?? [];
      collected.delete(socket);
      return marks;
    },
    quiets(socket) {
      quieted.add(socket);
      socket.once("close", () => quieted.delete(socket));
      if (closures.size > 0) setReading(socket, false);
    },
    passage: (exchange) => (closures.size === 0 ? undefined : wait(exchange)),
    blackhole(mark) {
      const closure = { mark, met: quieted.size, opened: Promise.withResolvers<void>() };
      closures.add(closure);
      for (const socket of quieted) setReading(socket, false);
      return {
        met: () => closure.met,
        end() {
          closures.delete(closure);
          closure.opened.resolve();
          if (closures.size > 0) return;
          for (const socket of quieted) setReading(socket, true);
          for (const socket of [...kept]) {
            kept.delete(socket);
            serve(socket);
          }
        },
      };
    },
  };
}
