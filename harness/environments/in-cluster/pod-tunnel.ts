import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import { type KubeConfig, PortForward } from "@kubernetes/client-node";
import type { PodName } from "./run-in-pod.ts";

/** A port of this machine, on loopback alone, that leads into a Pod. Disposing it ends its connections. */
export interface PodTunnel extends AsyncDisposable {
  host: string;
  port: number;
}

const host = "127.0.0.1";

/**
 * Leads to a port of a Pod through the API server, so that it needs no way of its own to the Pod. A connection
 * that can't be had there is closed.
 */
export async function openPodTunnel(
  config: KubeConfig,
  { namespace, name }: PodName,
  podPort: number,
): Promise<PodTunnel> {
  const forward = new PortForward(config);
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => {});
    carry(socket).catch(() => socket.destroy());
  });
  const carry = async (socket: Socket) => {
    // All that is ever said there is why the Pod's port can't be had.
    const trouble = new PassThrough().once("data", () => socket.destroy());
    const carrier = await forward.portForward(namespace, name, [podPort], socket, trouble, socket);
    if (!("onclose" in carrier)) return;
    carrier.onclose = () => void socket.end();
    socket.once("close", () => carrier.close());
    if (socket.destroyed) carrier.close();
    else socket.resume();
  };
  server.listen(0, host);
  await once(server, "listening");
  return {
    host,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
