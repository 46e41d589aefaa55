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
export function rawRequest(options: {
  port: number;
  text: string;
  forMs: number;
  /** Wraps the connection. */
  through?: (socket: Socket) => Socket;
}): {
  socket: Socket;
  outcome: Promise<RawOutcome>;
  /** What has come so far. */
  text(): string;
  /** Resolves once the words have come. */
  received(words: string): Promise<void>;
} {
  const { port, text, forMs, through = (socket) => socket } = options;
  const beneath = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const socket = through(beneath);
  let seen = "";
  const arrived = awaitWords();
  const { promise: outcome, resolve } = Promise.withResolvers<RawOutcome>();
  const end = (how: RawOutcome["how"]) => {
    clearTimeout(timer);
    resolve({ how, text: seen, whole: isWhole(seen) });
    socket.destroy();
    beneath.destroy();
  };
  const failed = (error: NodeJS.ErrnoException) =>
    end(error.code === "ECONNREFUSED" ? "refused" : "reset");
  const timer = setTimeout(() => end("open"), forMs);
  beneath.on("error", failed);
  beneath.once("connect", () => socket.write(text));
  socket
    .on("data", (chunk) => {
      seen += chunk.toString("latin1");
      arrived.check(seen);
    })
    .on("end", () => end("closed"))
    .on("error", failed);
  return { socket, outcome, text: () => seen, received: arrived.received };
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

/** Promises for words that have yet to come. */
export function awaitWords() {
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  let text = "";
  const check = (seen = text) => {
    text = seen;
    for (const [words, { resolve }] of waiting) if (text.includes(words)) resolve();
  };
  const received = (words: string): Promise<void> => {
    const known = waiting.get(words) ?? Promise.withResolvers<void>();
    waiting.set(words, known);
    check();
    return known.promise;
  };
  return { check, received };
}
