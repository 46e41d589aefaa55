import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createGate } from "./connection-gate.ts";
import { listen, refusing } from "./connection-refusal.ts";
import { ConnectionCut, type Doors, type Handler, type RequestContext } from "./handler.ts";
import { cutConnection, type Exchange, sendResponse, toRequest } from "./http-exchange.ts";

export interface HttpListenerOptions {
  handler: Handler;
  /** 0 or absent for any free port. */
  port?: number;
  /** Absent for the loopback address. */
  host?: string;
  /** Told of a handler that threw; the client gets a bare 500. */
  onError?: (error: unknown) => void;
}

/** A handler served over HTTP/1.1. Disposing it ends its connections and frees the port. */
export interface HttpListener extends AsyncDisposable {
  port: number;
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  origin: string;
  doors: Doors;
}

/** Starts to listen. @throws UsageError when the port is taken. */
export async function startHttpListener(options: HttpListenerOptions): Promise<HttpListener> {
  const { handler, port: wantedPort = 0, host = "127.0.0.1", onError = () => {} } = options;
  const sockets = new Set<Socket>();
  const exchanges = new Set<Exchange & { request?: Request }>();
  // The HTTP server never listens itself: connections are handed to it, so that they can be kept back.
  const http = createHttpServer({ keepAliveTimeout: 75_000 }, (incoming, outgoing) => {
    void answer(incoming, outgoing);
  });
  const serve = (socket: Socket) => {
    http.emit("connection", socket);
    socket.resume();
  };
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
  const origin = `http://${host}:${port}`;
  const refuse = refusing({ server: front, port, host, sockets, exchanges });

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse) {
    const leaving = new AbortController();
    const context: RequestContext = { faults: gate.marks(incoming.socket) };
    // Holds the request too: its signal follows ours only as long as something refers to it.
    const exchange: Exchange & { request?: Request } = { context, leaving };
    exchanges.add(exchange);
    outgoing.once("close", () => {
      exchanges.delete(exchange);
      if (!outgoing.writableFinished) leaving.abort(new ClientLeft());
    });
    const received = requestOf(incoming, origin, leaving.signal);
    if (!received) {
      outgoing.writeHead(400, { connection: "close" }).end("malformed request\n");
      return;
    }
    const { request, release } = received;
    exchange.request = request;
    try {
      const response = await handler(request, context);
      const passage = () => gate.passage(exchange);
      await sendResponse({ response, outgoing, signal: leaving.signal, passage });
    } catch (error) {
      const gone = leaving.signal.aborted;
      leaving.abort(error);
      if (gone) return;
      if (!(error instanceof ConnectionCut)) onError(error);
      if (error instanceof ConnectionCut) cutConnection(incoming.socket, error.how);
      else if (outgoing.headersSent) cutConnection(incoming.socket, "close");
      else outgoing.writeHead(500).end("internal error\n");
    } finally {
      release();
    }
  }

  return {
    port,
    origin,
    doors: { refuse, blackhole: gate.blackhole },
    async [Symbol.asyncDispose]() {
      for (const { leaving } of exchanges) leaving.abort(new ClientLeft());
      for (const socket of sockets) socket.destroy();
      await refuse[Symbol.asyncDispose]();
    },
  };
}

/** Why a request's signal aborts when nothing cut the connection on our side. */
export class ClientLeft extends Error {
  override readonly name = "ClientLeft";
  override readonly message = "the client closed the connection before the answer ended";
}

function requestOf(incoming: IncomingMessage, origin: string, signal: AbortSignal) {
  try {
    return toRequest(incoming, origin, signal);
  } catch {
    return undefined;
  }
}
