import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Clock } from "../../harness/core/clock.ts";
import { createGate } from "./connection-gate.ts";
import { listen, refusing } from "./connection-refusal.ts";
import type { Doors, Handler } from "./handler.ts";
import { answer, ClientLeft, type Exchange } from "./http-exchange.ts";
import { type KeptConnection, letGo } from "./let-go.ts";
import type { Serve } from "./transport.ts";

export interface ListenerOptions {
  handler: Handler;
  /** 0 or absent for any free port. */
  port?: number;
  /** Absent for the loopback address. */
  host?: string;
  /** With it, connections over HTTP/2 that ask nothing and answers that nobody reads are let go in time. */
  clock?: Clock;
  /** Told of a handler that threw; the client gets a bare 500. */
  onError?: (error: unknown) => void;
}

/** A handler served to clients over a network. Disposing it ends its connections and frees the port. */
export interface Listener extends AsyncDisposable {
  port: number;
  /** `http://127.0.0.1:PORT`, or another scheme, without a slash at the end. */
  origin: string;
  doors: Doors;
}

/** Finds the requests in connections that are handed to it. Disposing it ends no connection. */
export interface Transport extends Disposable {
  connect(socket: Socket): void;
}

export interface TransportRequest {
  serve: Serve;
  /** Told of a connection that its protocol answers by itself, see `Gate.quiets`. */
  opened(socket: Socket): void;
  /** Filled with connections that their protocol keeps with nothing asked. */
  connections: Set<KeptConnection>;
}

/** Starts to listen, whatever the protocol. @throws UsageError when the port is taken. */
export async function startListener(
  options: ListenerOptions & {
    /** Of the URLs of requests. */
    scheme: string;
    openTransport(request: TransportRequest): Transport;
  },
): Promise<Listener> {
  const { handler, clock, scheme, onError = () => {} } = options;
  const { port: wantedPort = 0, host = "127.0.0.1" } = options;
  const sockets = new Set<Socket>();
  const exchanges = new Set<Exchange>();
  const connections = new Set<KeptConnection>();
  const ended = new AbortController();
  const transport = options.openTransport({
    serve: (arrival) => void answer(arrival, answering),
    opened: (socket) => gate.quiets(socket),
    connections,
  });
  // No protocol's server listens itself: connections are handed to it, so that they can be kept back.
  const serve = (socket: Socket) => transport.connect(socket);
  const gate = createGate(serve);
  const front = createServer(
    { allowHalfOpen: true, noDelay: true, pauseOnConnect: true },
    (socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket)).on("error", () => {});
      if (!gate.keeps(socket)) serve(socket);
    },
  );
  await listen(front, wantedPort, host);
  const { port } = front.address() as AddressInfo;
  const origin = `${scheme}://${host}:${port}`;
  const answering = {
    ...{ handler, origin, onError, exchanges },
    marks: gate.marks,
    passage: gate.passage,
  };
  // It ends by its signal alone.
  if (clock) letGo({ clock, connections, exchanges, signal: ended.signal }).catch(() => {});
  const refuse = refusing({ server: front, port, host, sockets, exchanges });

  return {
    port,
    origin,
    doors: { refuse, blackhole: gate.blackhole },
    async [Symbol.asyncDispose]() {
      for (const { leaving } of exchanges) leaving.abort(new ClientLeft());
      for (const socket of sockets) socket.destroy();
      transport[Symbol.dispose]();
      ended.abort();
      await refuse[Symbol.asyncDispose]();
    },
  };
}
