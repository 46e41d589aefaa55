import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

/**
 * Keeps a port that nobody listens on from being handed to another program: the local end of a
 * connection within this process is bound to it, and connecting to it is still refused.
 * The port can be listened on again while it is held.
 */
export async function holdPort(port: number, host: string): Promise<Disposable> {
  const peer = createServer();
  peer.listen(0, host);
  await once(peer, "listening");
  const accepted = once(peer, "connection");
  const holder = connect({
    port: (peer.address() as AddressInfo).port,
    host,
    localPort: port,
    localAddress: host,
  });
  holder.on("error", () => {});
  try {
    await once(holder, "connect");
  } catch (error) {
    peer.close();
    throw error;
  }
  const [held] = await accepted;
  held.on("error", () => {});
  return {
    [Symbol.dispose]() {
      holder.destroy();
      held.destroy();
      peer.close();
    },
  };
}
