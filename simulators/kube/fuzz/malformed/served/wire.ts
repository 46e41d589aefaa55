import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Clock } from "../../../../../harness/core/clock.ts";

export type Protocol = "http/1.1" | "h2";

/** A connection as the bytes that went over it. */
export interface Wire extends Disposable {
  socket: Socket;
  received(): Buffer;
  /** Begins anew with what is received. */
  forget(): void;
  /** How the other side ended it: `open` when it did not. */
  how(): "open" | "closed" | "reset";
  /** Resolves once the other side has ended it, the bytes satisfy `enough`, or the time is up. */
  settled(limitMs: number, enough?: (bytes: Buffer) => boolean): Promise<void>;
}

/** The port is on the loopback address, the server whom the attack is for: no certificate is looked at. */
export function openTls(port: number, protocol: Protocol): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const options = { port, host: "127.0.0.1", ALPNProtocols: [protocol], rejectUnauthorized: false };
  // Of the socket beneath, which Node makes with the same options.
  const socket = connectTls(Object.assign(options, { allowHalfOpen: true }));
  socket.once("secureConnect", () => resolve(socket)).once("error", reject);
  socket.once("close", () => reject(new Error("closed before TLS was agreed on")));
  return promise;
}

export function openTcp(port: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connectTcp({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.once("connect", () => resolve(socket)).once("error", reject);
  return promise;
}

/** Collects what comes. */
export function wireOf(socket: Socket, clock: Clock): Wire {
  const chunks: Buffer[] = [];
  let how: ReturnType<Wire["how"]> = "open";
  let tell = () => {};
  const end = (as: "closed" | "reset") => {
    if (how === "open") how = as;
    tell();
  };
  socket
    .on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      tell();
    })
    .on("end", () => end("closed"))
    .on("error", () => end("reset"))
    .on("close", () => end("closed"));
  const received = () => {
    const all = Buffer.concat(chunks);
    chunks.splice(0, chunks.length, all);
    return all;
  };
  return {
    socket,
    received,
    forget: () => void chunks.splice(0),
    how: () => how,
    async settled(limitMs, enough = () => false) {
      const late = new AbortController();
      const limit = clock.sleep(limitMs, late.signal).then(
        () => true,
        () => true,
      );
      for (let over = false; !over && how === "open" && !enough(received()); ) {
        const told = new Promise<boolean>((resolve) => {
          tell = () => resolve(false);
        });
        over = await Promise.race([told, limit]);
      }
      late.abort();
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}
