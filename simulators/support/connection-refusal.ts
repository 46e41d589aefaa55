import type { Server, Socket } from "node:net";
import { HarnessError, UsageError } from "../../harness/core/failure.ts";
import { ConnectionCut, type Doors } from "./handler.ts";
import type { Exchange } from "./http-exchange.ts";
import { holdPort } from "./port-holder.ts";

/** Listens, or throws a UsageError that names the port when it can't be had. */
export async function listen(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).once("listening", resolve);
  server.listen(port, host);
  try {
    await promise;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "EADDRINUSE" && code !== "EACCES" && code !== "EADDRNOTAVAIL") throw error;
    const because = code === "EADDRINUSE" ? "another program listens there" : message;
    throw new UsageError(
      `cannot listen on ${host}:${port}: ${because}; name another port, or 0 for any free one`,
    );
  } finally {
    server.off("error", reject).off("listening", resolve);
  }
}

/** Refusing: closes the server and every connection, and holds the port for the way back. */
export function refusing(options: {
  server: Server;
  port: number;
  host: string;
  sockets: Set<Socket>;
  exchanges: Set<Exchange>;
}): Doors["refuse"] & AsyncDisposable {
  const { server, port, host, sockets, exchanges } = options;
  const reasons = new Set<symbol>();
  let held: Disposable | undefined;
  let ended = false;
  // Closing and listening again must not overlap when faults come and go quickly.
  let settled: Promise<void> = Promise.resolve();
  const settle = () => {
    settled = settled.catch(() => {}).then(arrange);
    return settled;
  };

  async function arrange() {
    const wanted = reasons.size === 0 && !ended;
    if (server.listening && !wanted) {
      const closed = new Promise((resolve) => server.close(resolve));
      const holding = ended ? undefined : holdPort(port, host);
      for (const socket of sockets) socket.destroy();
      [held] = await Promise.all([holding, closed]);
    } else if (!server.listening && wanted) {
      await listen(server, port, host).catch((error: Error) => {
        throw new HarnessError(`the port was lost while it refused connections: ${error.message}`);
      });
    }
    if (wanted || ended) {
      held?.[Symbol.dispose]();
      held = undefined;
    }
  }

  const refuse = async (mark: string) => {
    const reason = Symbol(mark);
    reasons.add(reason);
    let cut = 0;
    for (const { context, leaving } of exchanges) {
      cut += 1;
      if (!context.faults.includes(mark)) context.faults.push(mark);
      leaving.abort(new ConnectionCut("close", `${mark} refuses all connections`));
    }
    await settle();
    return {
      cut,
      end: async () => {
        reasons.delete(reason);
        await settle();
      },
    };
  };
  return Object.assign(refuse, {
    async [Symbol.asyncDispose]() {
      ended = true;
      await settle();
    },
  });
}
