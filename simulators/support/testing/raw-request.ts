import { connect, type Socket } from "node:net";

export interface RawOutcome {
  /**
   * How the connection ended as the kernel told it: `closed` by a FIN, `reset` by a RST, `refused` at
   * once; `open` when nothing ended it within the time given.
   */
  how: "closed" | "reset" | "refused" | "open";
  /** All bytes received, as Latin-1. */
  text: string;
  /** The answer ended as HTTP says it must: with its last chunk or its full length. */
  whole: boolean;
}

/** Sends bytes over plain TCP and watches what becomes of the connection. */
export function rawRequest(options: { port: number; text: string; forMs: number }): {
  socket: Socket;
  outcome: Promise<RawOutcome>;
  /** Resolves once so many bytes have come. */
  received(bytes: number): Promise<void>;
} {
  const { port, text, forMs } = options;
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  let seen = "";
  const waiting: { bytes: number; resolve: () => void }[] = [];
  const { promise: outcome, resolve } = Promise.withResolvers<RawOutcome>();
  const end = (how: RawOutcome["how"]) => {
    clearTimeout(timer);
    resolve({ how, text: seen, whole: isWhole(seen) });
    socket.destroy();
  };
  const timer = setTimeout(() => end("open"), forMs);
  socket
    .on("connect", () => socket.write(text))
    .on("data", (chunk) => {
      seen += chunk.toString("latin1");
      for (const { bytes, resolve } of waiting) if (seen.length >= bytes) resolve();
    })
    .on("end", () => end("closed"))
    .on("error", (error: NodeJS.ErrnoException) => {
      end(error.code === "ECONNREFUSED" ? "refused" : "reset");
    });
  const received = (bytes: number) =>
    new Promise<void>((done) => {
      if (seen.length >= bytes) done();
      else waiting.push({ bytes, resolve: done });
    });
  return { socket, outcome, received };
}

/** A request in bytes, which asks the server to close the connection after its answer. */
export const getRequest = (path: string, method = "GET") =>
  `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;

function isWhole(text: string): boolean {
  const bodyAt = text.indexOf("\r\n\r\n") + 4;
  if (bodyAt < 4) return false;
  const length = /^content-length: (\d+)/im.exec(text.slice(0, bodyAt))?.[1];
  if (length !== undefined) return text.length - bodyAt === Number(length);
  return text.endsWith("0\r\n\r\n");
}
