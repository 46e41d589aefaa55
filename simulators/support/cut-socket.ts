import type { Socket } from "node:net";

/**
 * Ends a connection the way a broken network or server does, after what was written has left.
 * @param beneath the TCP connection, where `stream` is one of TLS over it
 */
export function cutSocket(stream: Socket, how: "close" | "reset", beneath = stream): void {
  if (stream.destroyed) return;
  // Not destroyed: closing with unread input would turn the FIN into a RST.
  if (how === "close") stream.end();
  // A reset drops what the kernel has not been handed yet.
  else stream.write(new Uint8Array(0), () => beneath.resetAndDestroy());
}
