/** Where servers of the harness (Git host, sink, proxies) are, as seen from both sides. */
export interface HarnessAddress {
  /** The address they listen on: loopback, or that of a bridge between this machine and its containers. */
  listen: string;
  /** The host by which the controllers reach them: mostly the same. */
  reachedAs: string;
}

/** For controllers that are processes of this machine. */
export const loopback: HarnessAddress = { listen: "127.0.0.1", reachedAs: "127.0.0.1" };

/** The origin of a listener as the controllers reach it. */
export function reachedOrigin(
  { origin }: { origin: string },
  { reachedAs }: Pick<HarnessAddress, "reachedAs">,
): string {
  const url = new URL(origin);
  url.hostname = reachedAs;
  return url.origin;
}
