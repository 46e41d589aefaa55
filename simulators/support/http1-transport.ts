import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "../../harness/core/clock.ts";
import { cutSocket } from "./cut-socket.ts";
import {
  malformedBody,
  type Refusal,
  refusal,
  refusalOf,
  refusalText,
  refusedHead,
} from "./http1-refusal.ts";
import type { KeptConnection } from "./let-go.ts";
import { breakBody } from "./received-body.ts";
import type { Arrival, Connection, Serve } from "./transport.ts";

/** As kube-apiserver: for the head of a request, the first one of a connection from its beginning on. */
const headMsMax = 32_000;
/** kube-apiserver takes a megabyte, which a thousand connections could make a gigabyte. */
const headBytesMax = 128 * 1024;
/** What a client may still send once it was told that it is refused. */
const lateBytesMax = 16 * 1024 * 1024;

/** As Go, which leaves a client so long to read why it is refused. */
const refusedMs = 500;

/** A connection's requests. */
interface Requests {
  connection: Connection;
  /** Whose answers have yet to end. */
  open: number;
  newest?: { incoming: IncomingMessage; outgoing: ServerResponse };
  /** Requests that came before the answer to the one before them had ended. */
  waiting: (() => void)[];
  /** After the last answer the connection is closed. */
  last?: Last;
}

interface Last {
  /** What is said before. */
  words?: string;
}

/**
 * HTTP/1.1 over connections, with or without TLS. It never listens itself. Connections on which no head of
 * a request comes to its end are let go. Disposing it ends no connection.
 */
export function http1Transport(options: {
  serve: Serve;
  /** Filled with connections that are closed on our side alone. */
  connections: Set<KeptConnection>;
  /** Without, a connection is closed as soon as its client is told why. */
  clock?: Clock | undefined;
}): { connect(connection: Connection, stream: Socket): void } & Disposable {
  const { serve, connections, clock } = options;
  const known = new WeakMap<Socket, Requests>();
  const requestsOf = (stream: Socket) => {
    const requests = known.get(stream) ?? begin({ socket: stream });
    known.set(stream, requests);
    return requests;
  };
  const endAfter = (stream: Socket, last: Last) => {
    const requests = requestsOf(stream);
    requests.last ??= last;
    if (requests.open === 0) close(stream, requests.last, { connections, clock });
  };
  const http = createServer(
    {
      keepAliveTimeout: 75_000,
      headersTimeout: headMsMax,
      maxHeaderSize: headBytesMax,
      requireHostHeader: false,
    },
    (incoming, outgoing) => {
      const stream = incoming.socket;
      const requests = requestsOf(stream);
      const { connection } = requests;
      requests.open += 1;
      requests.newest = { incoming, outgoing };
      outgoing.once("close", () => {
        requests.open -= 1;
        if (requests.open > 0) return serveNext(requests, stream);
        if (requests.last) close(stream, requests.last, { connections, clock });
        else if (!incoming.complete) limitRest(incoming);
      });
      const wrong = refusedHead(incoming);
      // Past Node, which would close the connection while the client still sends, and lose the words.
      const reject = (why: Refusal) => {
        requests.last = { words: refusalText(why) };
        close(stream, requests.last, { connections, clock });
      };
      const arrival: Arrival = {
        method: incoming.method ?? "GET",
        target: incoming.url ?? "/",
        rawHeaders: incoming.rawHeaders,
        incoming,
        outgoing,
        connection,
        sent: () => outgoing.writableFinished,
        begun: () => outgoing.headersSent,
        writeHead: (response, length) => writeHead(outgoing, response, length),
        refuse: () => reject(refusal("400 Bad Request")),
        cut: (how) => cutSocket(stream, how, connection.socket),
        drop: () => void stream.destroy(),
        fail: () => cutSocket(stream, "close"),
      };
      const begin = () => (wrong ? reject(wrong) : serve(arrival));
      if (requests.open === 1) return begin();
      // One at a time, as Go does: the answers go out in order anyway, and would wait in memory.
      requests.waiting.push(begin);
      stream.pause();
    },
  );
  http.on("clientError", (error: NodeJS.ErrnoException, stream: Socket) => {
    const { newest, last } = requestsOf(stream);
    if (!stream.writable) return void stream.destroy();
    if (last) {
      const late = error.code === "ERR_HTTP_REQUEST_TIMEOUT" || stream.bytesRead > lateBytesMax;
      if (late) stream.destroy();
    } else if (!newest || newest.incoming.complete) {
      endAfter(stream, { words: refusalText(refusalOf(error)) });
    } else {
      // Whoever reads the body answers; afterwards nobody knows where the next request would begin.
      breakBody(newest.incoming, malformedBody(error));
      endAfter(stream, {});
    }
  });
  http.on("connect", (_incoming, stream: Socket) => {
    stream.end(refusalText(refusal("400 Bad Request")));
  });
  // Node would leave out those beyond two thousand, without a word.
  http.maxHeadersCount = 0;
  // From then on it looks after the times of its connections.
  http.emit("listening");
  return {
    connect(connection, stream) {
      known.set(stream, begin(connection));
      http.emit("connection", stream);
      stream.resume();
    },
    [Symbol.dispose]: () => void http.close(),
  };
}

function begin(connection: Connection): Requests {
  return { connection, open: 0, waiting: [] };
}

function serveNext({ waiting }: Requests, stream: Socket) {
  if (stream.destroyed) return;
  const next = waiting.shift();
  if (waiting.length === 0) stream.resume();
  next?.();
}

/** Not destroyed: closing with unread input would turn the FIN into a RST, and the answer be lost. */
function close(
  stream: Socket,
  last: Last,
  { connections, clock }: { connections: Set<KeptConnection>; clock: Clock | undefined },
) {
  if (stream.destroyed) return;
  if (!stream.writableEnded) {
    if (last.words !== undefined) stream.write(last.words);
    // TLS that is closed on our side resets what a client still sends, which then never reads the words.
    if (clock) void clock.sleep(refusedMs).then(() => stream.end());
    else stream.end();
  }
  const kept: KeptConnection = { open: 0, close: () => void stream.destroy() };
  connections.add(kept);
  stream.once("close", () => connections.delete(kept));
}

/** A body that was answered before it ended flows on unread, but not forever. */
function limitRest(incoming: IncomingMessage) {
  const stream = incoming.socket;
  const from = stream.bytesRead;
  incoming.on("data", () => {
    if (stream.bytesRead - from > lateBytesMax) stream.destroy();
  });
}

function writeHead(outgoing: ServerResponse, response: Response, length: number | undefined) {
  const headers = [...response.headers].flat();
  if (length !== undefined && !headers.includes("content-length")) {
    headers.push("content-length", String(length));
  }
  if (response.statusText) outgoing.writeHead(response.status, response.statusText, headers);
  else outgoing.writeHead(response.status, headers);
  // A head whose body isn't there yet must not wait for it.
  if (length === undefined && response.body) outgoing.flushHeaders();
}
