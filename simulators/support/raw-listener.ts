import type { Socket } from "node:net";
import { cutSocket } from "./cut-socket.ts";
import { type Listener, type ListenerOptions, startListener } from "./listener.ts";
import type { Arrival } from "./transport.ts";

/**
 * Serves a handler to a protocol that is none of ours: a connection is one request, a POST whose body is what
 * the client sends, and the body of its answer is what the client gets. Status and headers go nowhere. So faults
 * and observers of requests are faults and observers of connections.
 * @throws UsageError when the port is taken.
 */
export function startRawListener(
  options: ListenerOptions & {
    /** Of the requests' URLs: the protocol's. */
    scheme: string;
    /** Of the same: a path. */
    target: string;
  },
): Promise<Listener> {
  const { target } = options;
  return startListener({
    ...options,
    openTransport: ({ serve }) => ({
      connect(socket) {
        serve(arrivalOf(socket, target));
        // A client that leaves is to be noticed though nobody reads yet.
        socket.read(0);
      },
      [Symbol.dispose]() {},
    }),
  });
}

function arrivalOf(socket: Socket, target: string): Arrival {
  return {
    ...{ method: "POST", target, rawHeaders: [], connection: { socket } },
    ...{ incoming: socket, outgoing: socket },
    // Whatever is written would be taken for the protocol's.
    begun: () => true,
    writeHead() {},
    sent: () => socket.writableFinished,
    refuse: () => void socket.destroy(),
    cut: (how) => cutSocket(socket, how),
    drop: () => void socket.destroy(),
    fail: () => void socket.destroy(),
  };
}
