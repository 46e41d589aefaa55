import type { Clock, Random } from "../../harness/core/clock.ts";
import type { SinkFault } from "../../harness/core/fault.ts";
import { matchesAny } from "../../harness/core/glob.ts";
import type { Observation } from "../../harness/core/history.ts";
import { createFaultLayer, type FaultLayer } from "../support/fault-layer.ts";
import type { Doors, Handler } from "../support/handler.ts";
import { observed } from "../support/observe.ts";
import { inboxOf, readSinkRequest, type SinkRequest } from "./sink-request.ts";

export interface SinkOptions {
  clock: Clock;
  /** What the inboxes' tokens are drawn from. */
  random: Random;
  /** Told of every request once its answer ended; `startedMs` is on the clock given. */
  report(observation: Observation, startedMs: number): void;
  /** The listener in front, for faults on connections. */
  doors: Doors;
}

/** A server that takes notifications and keeps none: whoever listens to `report` has them. */
export interface SinkServer extends AsyncDisposable {
  handle: Handler;
  faults: FaultLayer;
  /** What an inbox's sender signs with: 32 hexadecimal digits, the same for the same seed. */
  token(inbox: string): string;
}

/** Answers 202 to every POST, with a fault layer in front. Ids of faults are `sink-fault-1`, … */
export function createSink({ clock, random, report, doors }: SinkOptions): SinkServer {
  const token = (inbox: string) => {
    const drawn = random.fork(`inbox ${inbox}`);
    return Array.from({ length: 32 }, () => drawn.below(16).toString(16)).join("");
  };
  const faults = createFaultLayer<SinkFault>({
    ...{ target: "sink", idPrefix: "sink-fault", handler: takesAll, clock, doors },
    matches: ({ match }, { url }) => !match?.inboxes || matchesAny(match.inboxes, inboxOf(url)),
  });
  const read = new WeakMap<Request, SinkRequest>();
  const handle = observed({
    clock,
    // Read before any fault: what a sender tried to tell is known whatever it is answered.
    async handler(request, context) {
      const { url, method, headers, signal } = request;
      const body = new Uint8Array(await request.arrayBuffer());
      read.set(request, readSinkRequest({ url, headers, body }, token));
      return await faults.handle(new Request(url, { method, headers, signal }), context);
    },
    report({ request, context, status, durationMs, ended, startedMs }) {
      const { inbox, signature, event } = read.get(request) ?? {
        ...{ inbox: inboxOf(request.url), signature: "none" },
      };
      report(
        {
          type: "sink.request",
          ...{ inbox, status, durationMs, ended, faults: [...context.faults], signature },
          ...(event ? { event } : {}),
        },
        startedMs,
      );
    },
  });
  return { handle, faults, token, [Symbol.asyncDispose]: () => faults[Symbol.asyncDispose]() };
}

const takesAll: Handler = async ({ method }) =>
  new Response(null, { status: method === "POST" ? 202 : 405 });
