import { connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { awaitWords, getRequest, type RawOutcome, rawRequest } from "./raw-request.ts";
import { pki, type Transport } from "./transports.ts";

/** A GET in flight. */
export interface Watched {
  outcome: Promise<RawOutcome>;
  text(): string;
  received(words: string): Promise<void>;
  /** Closes the connection. */
  leave(): void;
}

/** Asks for a path and watches what becomes of the connection. */
export function watchRequest(transport: Transport, port: number, path: string, forMs = 5000) {
  if (transport === "http/2") return watchHttp2({ port, path, forMs });
  const through = (socket: Socket) =>
    transport === "http/1.1" ? socket : connectTls({ socket, ca: pki.caCertificate });
  const watched = rawRequest({ port, text: getRequest(path), forMs, through });
  return { ...watched, leave: () => watched.socket.destroy() };
}

function watchHttp2({ port, path, forMs }: { port: number; path: string; forMs: number }): Watched {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const { promise: outcome, resolve } = Promise.withResolvers<RawOutcome>();
  const words = awaitWords();
  let head = "";
  let body = "";
  const text = () => head + body;
  const end = (how: RawOutcome["how"]) => {
    clearTimeout(timer);
    const whole = how === "closed" && stream.readableEnded && stream.rstCode === 0;
    resolve({ how, text: text(), whole });
    session.destroy();
    socket.destroy();
  };
  const timer = setTimeout(() => end("open"), forMs);
  socket
    .on("end", () => end("closed"))
    .on("error", (error: NodeJS.ErrnoException) => {
      end(error.code === "ECONNREFUSED" ? "refused" : "reset");
    });
  const session = connectHttp2(`https://127.0.0.1:${port}`, {
    createConnection: () =>
      connectTls({ socket: inSight(socket), ca: pki.caCertificate, ALPNProtocols: ["h2"] }),
  });
  session.on("error", () => {});
  const stream = session.request({ ":path": path });
  stream
    .on("response", (headers) => {
      head = `HTTP/2 ${headers[":status"]} \r\n\r\n`;
    })
    .on("data", (chunk) => {
      body += chunk.toString("latin1");
      words.check(body);
    })
    .on("error", () => {})
    .on("end", () => setImmediate(() => stream.rstCode === 0 && end("closed")));
  return { outcome, text, received: words.received, leave: () => socket.destroy() };
}

/** Node's TLS takes a TCP connection over and hides how it ended; not so a stream that passes it on. */
function inSight(socket: Socket): Duplex {
  const passing = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, _encoding, done) => void socket.write(chunk, () => done()),
    final: (done) => void socket.end(() => done()),
  });
  socket
    .on("data", (chunk) => passing.push(chunk) || socket.pause())
    .on("end", () => passing.push(null))
    .on("close", () => passing.destroy());
  return passing.on("error", () => {});
}
