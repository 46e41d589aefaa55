/** What became of a request that got no answer, or of a body that broke off. */
export type NetworkFailureKind = "refused" | "reset" | "closed" | "unknown-host" | "aborted";

const wording: Record<NetworkFailureKind, string> = {
  refused: "connection refused",
  reset: "connection reset by peer",
  closed: "the connection was closed before the answer ended",
  "unknown-host": "no such host",
  aborted: "the client gave up",
};

/**
 * Why a request over the network of this process failed. `aborted` is the client's own doing, with its
 * reason as `cause`; all others come from the server's side or from there being none.
 */
export class NetworkFailure extends Error {
  override readonly name = "NetworkFailure";
  readonly kind: NetworkFailureKind;

  /** @param url of the request; its query, which may hold secrets, is not told. */
  constructor(kind: NetworkFailureKind, url: string, cause?: unknown) {
    super(`${url.split("?", 1)[0]}: ${wording[kind]}`, cause === undefined ? {} : { cause });
    this.kind = kind;
  }
}
