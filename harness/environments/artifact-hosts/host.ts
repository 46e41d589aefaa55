import type { Doors, Handler } from "../../../simulators/support/handler.ts";
import type { ObservedExchange } from "../../../simulators/support/observe.ts";
import type { ArtifactHostsSpec } from "../../core/artifact-hosts.ts";
import type { Clock, Random } from "../../core/clock.ts";
import type { Recorder, RequestSeen } from "../../core/history.ts";

/** What a host of artifacts is started with. */
export interface HostRequest {
  artifactHosts: ArtifactHostsSpec;
  clock: Clock;
  recorder: Recorder;
  random: Random;
  listen: ListenAs;
}

/** Puts a host of artifacts somewhere. */
export type ListenAs = (host: "registry" | "buckets", handler: Handler) => Promise<HostListener>;

export interface HostListener extends AsyncDisposable {
  origin: string;
  doors: Doors;
}

/** The doors of a listener are known only once it listens, and it listens for what needs them. */
export function handleLater(): { handle: Handler; use(handler: Handler): void } {
  let inner: Handler = async () => new Response(null, { status: 503 });
  return {
    handle: (request, context) => inner(request, context),
    use(handler) {
      inner = handler;
    },
  };
}

/** Never the query or a header as a whole: both may carry a secret. */
export function seenOf(exchange: ObservedExchange): RequestSeen {
  const { request, context, status, bytes, durationMs, ended } = exchange;
  return {
    ...{ method: request.method, status, bytes, durationMs, ended },
    faults: [...context.faults],
  };
}
