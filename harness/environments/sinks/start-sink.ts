import type { Doors, Handler } from "../../../simulators/support/handler.ts";
import { startHttpListener } from "../../../simulators/support/http-listener.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import { createSink } from "../../../simulators/webhook/sink.ts";
import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";
import type { Sink } from "../environment.ts";
import { type HarnessAddress, loopback, reachedOrigin } from "../harness-address.ts";

export interface SinkRequest {
  seed: number;
  clock: Clock;
  recorder: Recorder;
  /** Where it listens, the loopback address unless told, and how controllers reach it there. */
  address?: HarnessAddress;
  /** Puts it somewhere else than on a free port. */
  listen?(request: ListenRequest): Promise<SinkListener>;
}

export interface ListenRequest {
  handler: Handler;
  onError(error: unknown): void;
}

export interface SinkListener extends AsyncDisposable {
  origin: string;
  doors: Doors;
}

/** Starts the sink of notifications. */
export async function startSink({
  seed,
  clock,
  recorder,
  address = loopback,
  listen = (request) => startHttpListener({ ...request, host: address.listen }),
}: SinkRequest): Promise<Sink & AsyncDisposable> {
  // The doors of the listener are known only once it listens, and it listens for the sink.
  let handle: Handler = async () => new Response(null, { status: 503 });
  const listener = await listen({
    handler: (request, context) => handle(request, context),
    onError: (error) => {
      const text = `the sink failed to answer: ${error instanceof Error ? error.message : error}`;
      recorder.record({ type: "note", text });
    },
  });
  const sink = createSink({
    clock,
    random: seededRandom(seed).fork("sink"),
    report: (observation, startedMs) => void recorder.record(observation, startedMs),
    doors: listener.doors,
  });
  handle = sink.handle;
  return {
    url: (inbox) => `${reachedOrigin(listener, address)}/${encodeURIComponent(inbox)}`,
    token: sink.token,
    inject: (fault) => sink.faults.inject(fault),
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]();
      await sink[Symbol.asyncDispose]();
    },
  };
}
