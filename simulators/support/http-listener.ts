import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Clock } from "../../harness/core/clock.ts";
import { createGate } from "./connection-gate.ts";
import { listen, refusing } from "./connection-refusal.ts";
import type { Doors, Handler } from "./handler.ts";
import { answer, ClientLeft, type Exchange } from "./http-exchange.ts";
import { http1Transport } from "./http1-transport.ts";
import { http2Transport } from "./http2-transport.ts";
import { type KeptConnection, letGo } from "./let-go.ts";
import { type TlsOptions, tlsTransport } from "./tls-transport.ts";
import type { Arrival } from "./transport.ts";

export { ClientLeft } from "./http-exchange.ts";

export interface HttpListenerOptions {
  handler: Handler;
  /** 0 or absent for any free port. */
  port?: number;
  /** Absent for the loopback address. */
  host?: string;
  /** With it, HTTP/2 and HTTP/1.1 over TLS as the client likes; without, HTTP/1.1 over TCP. */
  tls?: TlsOptions;
  /** With it, connections over HTTP/2 that ask nothing and answers that nobody reads are let go in time. */
  clock?: Clock;
  /** Told of a handler that threw; the client gets a bare 500. */
  onError?: (error: unknown) => void;
}

/** A handler served over HTTP. Disposing it ends its connections and frees the port. */
export interface HttpListener extends AsyncDisposable {
  port: number;
  /** `http://127.0.0.1:PORT`, or `https:` with TLS, without a slash at the end. */
  origin: string;
  doors: Doors;
}

/** Starts to listen. @throws UsageError when the port is taken. */
export async function startHttpListener(options: HttpListenerOptions): Promise<HttpListener> {
  const {
    handler,
    port: wantedPort = 0,
    host = "127.0.0.1",
    tls,
    clock,
    onError = () => {},
  } = options;
  const sockets = new Set<Socket>();
  const exchanges = new Set<Exchange>();
  const connections = new Set<KeptConnection>();
  const ended = new AbortController();
  const arrives = (arrival: Arrival) => void answer(arrival, answering);
  const http1 = http1Transport({ serve: arrives, connections, clock });
  const http2 = http2Transport({
    serve: arrives,
    opened: (socket) => gate.quiets(socket),
    connections,
  });
  // No protocol's server listens itself: connections are handed to it, so that they can be kept back.
  const serve = tls
    ? tlsTransport({ tls, http1: http1.connect, http2 })
    : (socket: Socket) => http1.connect({ socket }, socket);
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
  const origin = `${tls ? "https" : "http"}://${host}:${port}`;
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
      http1[Symbol.dispose]();
      ended.abort();
      await refuse[Symbol.asyncDispose]();
    },
  };
}
