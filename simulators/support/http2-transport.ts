import type * as http2Module from "node:http2";
import type { OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { createFairTurns } from "./fair-turns.ts";
import type { KeptConnection } from "./let-go.ts";
import { loadLater } from "./load-later.ts";
import type { Arrival, Connection, Serve } from "./transport.ts";

/** A tenth of what a server's start takes, and not every client speaks it. */
const http2 = loadLater<typeof http2Module>("node:http2");

/** As Go's HTTP/2 server: so many requests, watches among them, at a time on a connection. */
const concurrentStreamsMax = 250;
/** As kube-apiserver: what a client may send of a body before anybody reads it. */
const streamWindowBytes = 256 * 1024;
const windowBytes = 4 * 1024 * 1024;

/** Requests of all connections that begin in one turn of the event loop. */
const turns = createFairTurns({ perTurn: 64 });

const settings = {
  maxConcurrentStreams: concurrentStreamsMax,
  initialWindowSize: streamWindowBytes,
  maxHeaderListSize: 128 * 1024,
};

/** HTTP/2 over connections whose TLS has agreed on it. */
export function http2Transport(options: {
  serve: Serve;
  /** Told of each connection, since pings are answered on it without anyone asking. */
  opened(socket: Socket): void;
  /** Filled with the connections there are. */
  connections: Set<KeptConnection>;
}): (connection: Connection, stream: Socket) => void {
  const { serve, opened, connections } = options;
  return (connection, socket) => {
    opened(connection.socket);
    const session = http2().performServerHandshake(socket, {
      settings,
      maxHeaderListPairs: 4096,
      // Megabytes: four times what pieces of as many answers as there may be take.
      maxSessionMemory: 128,
      // A controller that stops gives up all its watches at once, but not again and again.
      streamResetBurst: 2 * concurrentStreamsMax,
      streamResetRate: 100,
    } as Parameters<typeof http2Module.performServerHandshake>[1]);
    session.setLocalWindowSize(windowBytes);
    session.on("error", () => {});
    const kept: KeptConnection = {
      open: 0,
      // Whoever takes nothing doesn't take the goodbye either.
      close: () => (session.closed ? session.destroy() : session.close()),
    };
    connections.add(kept);
    session.once("close", () => connections.delete(kept));
    // The listener leaves connections half open, for HTTP/1.1's sake; here it means the client is gone.
    socket.once("end", () => session.destroy());
    session.on("stream", (stream, headers, _flags, rawHeaders: string[]) => {
      kept.open += 1;
      stream
        .on("error", () => {})
        .once("close", () => {
          kept.open -= 1;
        });
      const gone = () => stream.destroyed || stream.aborted;
      const begin = (arrival: Arrival) => {
        const turn = turns.take({ flow: session, gone });
        if (!turn) serve(arrival);
        else turn.then(() => gone() || serve(arrival));
      };
      begin({
        method: headers[":method"] ?? "GET",
        target: headers[":path"] ?? "*",
        rawHeaders,
        incoming: stream,
        outgoing: stream,
        connection,
        // A stream that is given up finishes its writing, too, and one that isn't may do so later.
        sent: () => stream.writableEnded && !stream.aborted && stream.rstCode === 0,
        begun: () => stream.headersSent,
        writeHead: (response, length) => writeHead(stream, response, length),
        refuse: () => stream.close(http2().constants.NGHTTP2_PROTOCOL_ERROR),
        drop: () => stream.destroy(new Error("nobody takes the answer")),
        cut: (how) => cut({ connection, socket, stream, how }),
        // As Go does when a handler panics: this request alone.
        fail: () => stream.destroy(new Error("the answer failed")),
      });
    });
  };
}

/** RFC 9113 section 8.2.2: headers of a connection have no place here. */
const ofConnections = new Set([
  ...["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"],
]);

function writeHead(stream: ServerHttp2Stream, response: Response, length: number | undefined) {
  if (stream.destroyed) return;
  // A list of names and values is sent as it stands; an object would be looked through for each answer.
  const headers = [":status", String(response.status)];
  for (const [name, value] of response.headers) {
    if (!ofConnections.has(name)) headers.push(name, value);
  }
  if (length !== undefined && !headers.includes("content-length")) {
    headers.push("content-length", String(length));
  }
  stream.respond(headers as unknown as OutgoingHttpHeaders);
}

function cut(options: {
  connection: Connection;
  socket: Socket;
  stream: ServerHttp2Stream;
  how: "close" | "reset";
}) {
  const { connection, socket, stream, how } = options;
  // Without a GOAWAY, as when a server dies: the whole connection goes, other requests with it.
  const end = () => {
    if (how === "close") socket.end();
    else connection.socket.resetAndDestroy();
  };
  if (stream.destroyed || !stream.headersSent) end();
  else stream.write(new Uint8Array(0), end);
}
