import type { Clock } from "../../core/clock.ts";
import type { ClusterConnection } from "./cluster-connection.ts";

/** The log of one container's life. */
export interface PodLogRequest {
  connection: Pick<ClusterConnection, "lines">;
  clock: Clock;
  signal: AbortSignal;
  namespace: string;
  pod: string;
  container: string;
  /** Not that of the container the Pod has now, but that of the one before. */
  previous?: boolean;
  /** RFC 3339; only what was written after it. */
  since?: string | undefined;
  /** Nothing more is written. */
  isOver(): boolean;
}

const retryMs = 250;
/** A container's status tells of its end after its log does. */
const statusLagMs = 5_000;

/**
 * All lines of a container's log while they come, to its end. Where the answer breaks off it is taken up
 * behind the last line that came: a kubelet gives every line's time, to the nanosecond.
 */
export async function* podLog(request: PodLogRequest): AsyncGenerator<string> {
  const { connection, clock, signal, isOver } = request;
  let lastAt = request.since ?? "";
  for (;;) {
    const resumedAt = lastAt;
    let patienceMs = statusLagMs;
    try {
      for await (const line of connection.lines(logPath(request, resumedAt), signal)) {
        const [at = "", ...text] = line.split(" ");
        if (at <= resumedAt) continue;
        lastAt = at;
        yield text.join(" ");
      }
    } catch {
      // A container that is only being made has no log yet, one whose Pod is gone none any more.
      patienceMs = 0;
    }
    // Asked again, it could be the next container's.
    const waitedFrom = clock.nowMs();
    do {
      if (signal.aborted || isOver()) return;
      await clock.sleep(retryMs, signal).catch(() => undefined);
    } while (clock.nowMs() - waitedFrom < patienceMs);
  }
}

function logPath(request: PodLogRequest, since: string): string {
  const { namespace, pod, container, previous = false } = request;
  const query = new URLSearchParams({
    ...{ container, timestamps: "true", follow: "true" },
    ...(previous ? { previous: "true" } : {}),
    // Only whole seconds count.
    ...(since ? { sinceTime: since } : {}),
  });
  return `/api/v1/namespaces/${namespace}/pods/${pod}/log?${query}`;
}
