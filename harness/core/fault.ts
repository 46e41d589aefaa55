/** Which requests of a Git host a fault meets; absent fields match everything. */
export interface GitRequestMatch {
  /** Repository names, `*` matches any run of characters: `["large", "fleet-*"]`. */
  repositories?: string[];
  /** `refs` is `GET …/info/refs`, `pack` the `POST …/git-upload-pack` that carries objects. */
  endpoint?: "refs" | "pack";
}

/**
 * What goes wrong, as data. Times are in milliseconds, rates in bytes a second.
 * `answers`, `limits`, `throttles`, `stalls`, `truncates` and `resets` act on single requests,
 * `refuses` and `blackholes` on connections.
 */
export type Fault = { target: "git-host"; match?: GitRequestMatch } & FaultEffect;

export type FaultEffect =
  /** Answers every matching request with this status; `retryAfterSeconds` becomes `Retry-After`. */
  | { use: "answers"; status: number; retryAfterSeconds?: number; body?: string }
  /** A request budget per fixed window with `X-RateLimit-*` headers, as GitHub gives; past it answers `status`. */
  | { use: "limits"; requests: number; windowMs: number; status: 429 | 403 }
  /** Response bodies flow at this rate. */
  | { use: "throttles"; bytesPerSecond: number }
  /** Response bodies stop after so many bytes; the connection stays open. */
  | { use: "stalls"; afterBytes: number }
  /** Response bodies end early after so many bytes, with a clean close of the connection. */
  | { use: "truncates"; afterBytes: number }
  /** The connection is reset (RST) after so many response bytes; 0 resets before any answer. */
  | { use: "resets"; afterBytes: number }
  /** Every answer comes so much later. */
  | { use: "delays"; delayMs: number }
  /** Nothing listens on the port: connections are refused. Meets all repositories. */
  | { use: "refuses" }
  /** Connections are accepted, then nothing is ever read or written. Meets all repositories. */
  | { use: "blackholes" };
