import type { Socket } from "node:net";
import type { Clock, Random } from "../../../../../harness/core/clock.ts";
import type { AttackedServer } from "./served-program.ts";
import type { Protocol } from "./wire.ts";
import { openTcp, openTls } from "./wire.ts";

/** Many connections that want something of the server for as long as the attack goes on. */
export interface Attack {
  name: string;
  run(on: AttackOn): Promise<void>;
}

export interface AttackOn {
  server: AttackedServer;
  clock: Clock;
  random: Random;
  /** 1 for the sizes that are told in the names of attacks; less for fewer of everything. */
  scale: number;
  /** How long what is opened stays open. */
  holdMs: number;
}

/** Then there are as many connections as a busy server takes. */
const openMsMax = 15_000;

/** Opens connections a few at a time, gives each to `use`, and ends them all after the time to hold. */
export async function crowd(
  { server, clock, holdMs, scale }: AttackOn,
  options: {
    count: number;
    over: Protocol | "tcp";
    use(socket: Socket, index: number): void;
  },
): Promise<void> {
  const { over, use } = options;
  const count = Math.max(1, Math.round(options.count * scale));
  const sockets = new Set<Socket>();
  const untilMs = clock.nowMs() + openMsMax;
  let next = 0;
  const open = async () => {
    for (let index = next++; index < count && clock.nowMs() < untilMs; index = next++) {
      const opened = over === "tcp" ? openTcp(server.port) : openTls(server.port, over);
      // A server may turn them away: what counts is that it lives.
      const socket = await opened.catch(() => undefined);
      if (!socket) continue;
      sockets.add(socket);
      socket.on("error", () => {}).once("close", () => sockets.delete(socket));
      use(socket, index);
    }
  };
  await Promise.all(Array.from({ length: 16 }, open));
  await clock.sleep(holdMs);
  for (const socket of sockets) socket.destroy();
}

/** Writes what `next` gives, as fast as the other side takes it, until there is no more. */
export function pour(socket: Socket, next: () => Uint8Array | undefined): void {
  const go = () => {
    for (;;) {
      if (socket.destroyed || !socket.writable) return;
      const piece = next();
      if (!piece) return;
      if (!socket.write(piece)) break;
    }
    socket.once("drain", go);
  };
  go();
}
