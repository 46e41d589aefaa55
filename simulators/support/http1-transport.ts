import { createServer, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Connection, Serve } from "./transport.ts";

/** As kube-apiserver: for the head of a request, the first one of a connection from its beginning on. */
const headMsMax = 32_000;

/**
 * HTTP/1.1 over connections, with or without TLS. It never listens itself. Connections on which no head of
 * a request comes to its end are let go. Disposing it ends no connection.
 */
export function http1Transport(
  serve: Serve,
): { connect(connection: Connection, stream: Socket): void } & Disposable {
  const connections = new WeakMap<Socket, Connection>();
  const http = createServer(
    { keepAliveTimeout: 75_000, headersTimeout: headMsMax },
    (incoming, outgoing) => {
      const stream = incoming.socket;
      const connection = connections.get(stream) ?? { socket: stream };
      serve({
        method: incoming.method ?? "GET",
        target: incoming.url ?? "/",
        rawHeaders: incoming.rawHeaders,
        incoming,
        outgoing,
        connection,
        sent: () => outgoing.writableFinished,
        begun: () => outgoing.headersSent,
        writeHead: (response, length) => writeHead(outgoing, response, length),
        cut: (how) => cut(connection, stream, how),
        fail: () => cut(connection, stream, "close"),
      });
    },
  );
  // From then on it looks after the times of its connections.
  http.emit("listening");
  return {
    connect(connection, stream) {
      connections.set(stream, connection);
      http.emit("connection", stream);
      stream.resume();
    },
    [Symbol.dispose]: () => void http.close(),
  };
}

function writeHead(outgoing: ServerResponse, response: Response, length: number | undefined) {
  const headers = [...response.headers].flat();
  if (length !== undefined) headers.push("content-length", String(length));
  if (response.statusText) outgoing.writeHead(response.status, response.statusText, headers);
  else outgoing.writeHead(response.status, headers);
  // A head whose body isn't there yet must not wait for it.
  if (length === undefined && response.body) outgoing.flushHeaders();
}

function cut({ socket }: Connection, stream: Socket, how: "close" | "reset") {
  if (stream.destroyed) return;
  // Not destroyed: closing with unread input would turn the FIN into a RST.
  if (how === "close") stream.end();
  // A reset drops what the kernel has not been handed yet.
  else stream.write(new Uint8Array(0), () => socket.resetAndDestroy());
}
