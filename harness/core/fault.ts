/** Which requests of a Git host a fault meets; absent fields match everything. */
export interface GitRequestMatch {
  /** Repository names, `*` matches any run of characters: `["large", "fleet-*"]`. */
  repositories?: string[];
  /** `refs` is `GET …/info/refs`, `pack` the `POST …/git-upload-pack` that carries objects. */
  endpoint?: "refs" | "pack";
}

/** Verbs as Kubernetes' RBAC has them; `patch` covers server-side apply. */
export type ApiVerb =
  | "get"
  | "list"
  | "watch"
  | "create"
  | "update"
  | "patch"
  | "delete"
  | "deletecollection";

/**
 * Which requests of an API server a fault meets; absent fields match everything. All are globs, where
 * `*` matches any run of characters, but the verbs. Requests to other paths than those of resources
 * (discovery, health) are met only by faults that name neither resources nor anything of theirs.
 */
export interface ApiRequestMatch {
  /** Who asks: `system:serviceaccount:flux-system:source-controller`. */
  users?: string[];
  verbs?: ApiVerb[];
  /** `kustomizations.kustomize.toolkit.fluxcd.io`; `secrets` in the core group. */
  resources?: string[];
  /** `status`; an empty text is the object itself. */
  subresources?: string[];
  /** An empty text is for objects without a namespace, and for lists over all of them. */
  namespaces?: string[];
  /** An empty text is for lists and what is created, which name no object in their path. */
  names?: string[];
}

/** Which requests of the notification sink a fault meets; absent fields match everything. */
export interface SinkRequestMatch {
  /** Inbox names, `*` matches any run of characters: `["team-*"]`. */
  inboxes?: string[];
}

/** Which requests of an OCI registry a fault meets; absent fields match everything. */
export interface RegistryRequestMatch {
  /** Repository names, `*` matches any run of characters. `GET /v2/`, by which every client begins, has none. */
  repositories?: string[];
  endpoint?: "manifests" | "blobs" | "tags" | "token";
}

/** Which requests of a host of buckets a fault meets; absent fields match everything. */
export interface BucketRequestMatch {
  /** Names of buckets, `*` matches any run of characters. */
  buckets?: string[];
  /** `list` is what says which objects there are, `object` one of them, `bucket` what asks for the bucket itself. */
  endpoint?: "list" | "object" | "bucket";
  /** Keys of objects, `*` matches any run of characters. */
  keys?: string[];
}

/**
 * What goes wrong, as data. Times are in milliseconds, rates in bytes a second.
 * `answers`, `limits`, `throttles`, `stalls`, `truncates` and `resets` act on single requests,
 * `refuses` and `blackholes` on connections.
 */
export type Fault = GitFault | ApiFault | SinkFault | RegistryFault | BucketFault;
export type GitFault = { target: "git-host"; match?: GitRequestMatch } & FaultEffect;
export type SinkFault = { target: "sink"; match?: SinkRequestMatch } & FaultEffect;
export type RegistryFault = { target: "registry"; match?: RegistryRequestMatch } & FaultEffect;
export type BucketFault = { target: "buckets"; match?: BucketRequestMatch } & FaultEffect;
export type ApiFault = { target: "api-server"; match?: ApiRequestMatch } & ApiFaultEffect;

/** What any HTTP server's requests and connections can suffer. */
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
  /** Nothing listens on the port: connections are refused. Meets all repositories, inboxes and buckets. */
  | { use: "refuses" }
  /** Connections are accepted, then nothing is ever read or written. Meets as many. */
  | { use: "blackholes" };

/** What an API server's can besides. */
export type ApiFaultEffect =
  | FaultEffect
  /** Updates and patches are answered 409 Conflict without effect: this share of them, or every n-th; else all. */
  | { use: "conflicts"; share?: number; every?: number }
  /** Watches end as on a time-out of the server, so long after their begin (or the fault's) or after so many events. */
  | { use: "drops-watches"; afterMs?: number; afterEvents?: number }
  /** Watches stay open and tell nothing until the fault is removed; then all that was missed follows. */
  | { use: "stale-watches" }
  /**
   * Open watches end; new ones from an older resourceVersion than the newest at the fault's begin get 410 Expired,
   * until their client has listed anew.
   */
  | { use: "compacts" };
