import type { Socket } from "node:net";

/**
 * Stops or starts to take bytes from the kernel. `pause()` can't once TLS reads past the socket, as the
 * handle beneath does the reading then: HTTP/2 would go on to answer pings.
 */
export function setReading(socket: Socket, reading: boolean) {
  const { _handle: handle } = socket as Socket & { _handle?: Handle | null };
  if (reading) handle?.readStart();
  else handle?.readStop();
}

interface Handle {
  readStart(): void;
  readStop(): void;
}
