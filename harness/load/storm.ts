import { UsageError } from "../core/failure.ts";

/** How a storm blows: requests begin at a constant rate, however long their answers take. */
export interface StormShape {
  ratePerSecond: number;
  durationMs: number;
  /** So many requests may wait for their answers at once; what is due beyond is dropped. */
  waitingMax: number;
}

/** One request of a storm, its begin on the run's clock. */
export interface LoadPoint {
  atMs: number;
  durationMs: number;
  /** 0 where no answer came. */
  status: number;
}

/** What a storm came to. */
export interface StormResult {
  /** `k6 1.8.1`; `fluxproof` where it was sent from this process. */
  by: string;
  /** When it began, on the run's clock. */
  startMs: number;
  /** In order of their begin. */
  points: LoadPoint[];
  /** When requests were due that were never sent, in order. */
  droppedAtMs: number[];
}

/** A webhook's sender waits no longer for its answer; that of GitHub gives up after 10 s. */
export const answerLimitMs = 30_000;

/** All points of a storm are held in memory, and each is a line in the run's folder. */
export const wantedMax = 100_000;

/** How many requests a storm has. */
export function wantedOf({
  ratePerSecond,
  durationMs,
}: Pick<StormShape, "ratePerSecond" | "durationMs">): number {
  return Math.round((ratePerSecond * durationMs) / 1000);
}

/** As many senders as answers that take a second need. */
export function waitingMaxOf(ratePerSecond: number): number {
  return Math.min(Math.max(ratePerSecond, 50), 400);
}

/**
 * Refuses to send load to anybody else: only loopback and the run's own addresses.
 * @param own origins of servers that this run started
 * @throws UsageError without the URL's path, which may be a secret
 */
export function requireOwnTarget(url: string, own: readonly string[]): void {
  const { hostname, origin } = new URL(url);
  const loopback = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(hostname);
  if (loopback || own.some((each) => new URL(each).origin === origin)) return;
  throw new UsageError(
    `a storm at ${origin}: expected loopback or an address of this run (${own.join(", ") || "it has none"})`,
  );
}
