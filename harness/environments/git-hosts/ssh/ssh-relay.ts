import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Passes connections on, unread: what is in them is between the client and the SSH server. */
export interface SshRelay extends AsyncDisposable {
  port: number;
}

export interface SshServer {
  host: string;
  port: number;
}

/**
 * Listens where controllers reach this machine and passes each connection on to an SSH server.
 * @param passage waits as long as a new connection has to, and holds what must wait for its end
 */
export async function startSshRelay(request: {
  listen: string;
  server: SshServer;
  passage(connection: () => Promise<void>, signal: AbortSignal): Promise<void>;
}): Promise<SshRelay> {
  const { listen, server, passage } = request;
  const sockets = new Set<Socket>();
  const ending = new AbortController();
  const relay = createServer({ pauseOnConnect: true, noDelay: true }, (client) => {
    keep(client);
    const left = new AbortController();
    client.once("close", () => left.abort(new Error("the client left")));
    const until = AbortSignal.any([left.signal, ending.signal]);
    passage(() => pass(client), until).catch(() => void client.destroy());
  });
  relay.listen(0, listen);
  await once(relay, "listening");

  async function pass(client: Socket): Promise<void> {
    const upstream = connect({ ...server, noDelay: true });
    keep(upstream);
    const closed = Promise.all([client, upstream].map(untilClosed));
    client.pipe(upstream).pipe(client);
    // Once one side is gone, the other has nobody to talk to.
    client.once("close", () => upstream.destroy());
    upstream.once("close", () => client.destroy());
    client.resume();
    await closed;
  }

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
  }

  return {
    port: (relay.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(relay, "close");
      relay.close();
      ending.abort(new Error("the relay ends"));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function untilClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once("close", () => resolve());
  });
}
