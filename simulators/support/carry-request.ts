import type { Clock } from "../../harness/core/clock.ts";
import type { CarriedBody } from "./carried-body.ts";
import { CarriedRequest } from "./carried-request.ts";
import { carryAnswer } from "./carry-answer.ts";
import { ConnectionCut, type Handler } from "./handler.ts";
import { ClientLeft } from "./http-exchange.ts";
import type { NetworkExchange, NetworkGate } from "./network-doors.ts";
import { NetworkFailure } from "./network-failure.ts";
import { onAbort } from "./on-abort.ts";
import { neverAborts } from "./plain-request.ts";
import { wholeAnswer } from "./whole-answer.ts";

/** What a request finds at its origin. */
export interface Listening {
  handler: Handler;
  gate: NetworkGate;
}

/** Carries a request to whoever listens once it comes there, and the answer back. */
export function carryRequest(options: {
  request: Request;
  clock: Clock;
  oneWayMs: number;
  find(): Listening | NetworkFailure;
  onError(error: unknown): void;
}): Promise<Response> {
  const { request, clock, oneWayMs, find, onError } = options;
  const { signal, url, method } = request;
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const leaving = new AbortController();
  let gate: NetworkGate | undefined;
  let body: CarriedBody | undefined;
  /** The handler's side is done with the answer. */
  let sent = false;
  /** The client's side knows what became of the request. */
  let settled = false;
  /** Takes no more notice of the client's signal. */
  let stay = () => {};

  const handedOver = () => {
    sent = true;
    gate?.exchanges.delete(exchange);
    if (settled) stay();
  };
  const settle = (tell: () => void) => {
    settled = true;
    if (sent) stay();
    tell();
  };
  const leave = (reason: unknown) => {
    if (sent) return;
    handedOver();
    leaving.abort(reason);
  };
  const abort = () => {
    const failure = new NetworkFailure("aborted", url, signal.reason);
    settle(() => reject(failure));
    body?.drop(failure);
    leave(new ClientLeft());
  };
  /** The client learns of it when word has come to it. */
  const fail = async (failure: NetworkFailure) => {
    handedOver();
    await clock.sleep(oneWayMs);
    settle(() => reject(failure));
  };
  const failureOf = (error: unknown) => {
    const resets = error instanceof ConnectionCut && error.how === "reset";
    return new NetworkFailure(resets ? "reset" : "closed", url, error);
  };
  const exchange: NetworkExchange = {
    ...{ context: { faults: [] }, leaving },
    cut(because) {
      leave(because);
      if (body) body.fail(failureOf(because));
      else void fail(failureOf(because));
    },
  };

  const answer = async (response: Response) => {
    const carried = carryAnswer(response, {
      ...{ method, signal: leaving.signal, sent: handedOver },
      passage: () => gate?.passage(exchange),
      left: () => leave(new ClientLeft()),
      failure(error) {
        leave(error);
        if (!(error instanceof ConnectionCut)) onError(error);
        return failureOf(error);
      },
    });
    body = carried.body;
    await clock.sleep(oneWayMs);
    settle(() => resolve(carried.response));
  };
  const refuse = (error: unknown) => {
    leave(error);
    if (error instanceof ConnectionCut) return fail(failureOf(error));
    onError(error);
    return answer(wholeAnswer("internal error\n", { status: 500 }));
  };
  const serve = async ({ handler, gate }: Listening) => {
    const closed = gate.passage(exchange);
    if (closed) await closed;
    if (leaving.signal.aborted) return;
    try {
      const asked = new CarriedRequest(request, leaving.signal);
      const response = await handler(asked, exchange.context);
      const frozen = gate.passage(exchange);
      if (frozen) await frozen;
      if (!leaving.signal.aborted) return await answer(response);
      void response.body?.cancel(leaving.signal.reason).catch(() => {});
    } catch (error) {
      if (!leaving.signal.aborted) await refuse(error);
    }
  };
  const travel = async () => {
    await clock.sleep(oneWayMs);
    if (leaving.signal.aborted) return;
    const found = find();
    if (found instanceof NetworkFailure) return fail(found);
    gate = found.gate;
    gate.exchanges.add(exchange);
    return serve(found);
  };
  if (signal.aborted) abort();
  else {
    if (signal !== neverAborts) stay = onAbort(signal, abort);
    travel().catch(reject);
  }
  return promise;
}
