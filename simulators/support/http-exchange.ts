import type { Socket } from "node:net";
import { ConnectionCut, type Handler, type RequestContext } from "./handler.ts";
import { ReceivedRequest } from "./received-request.ts";
import { sendResponse } from "./send-response.ts";
import { streamAnswer } from "./stream-answer.ts";
import type { Arrival, Connection } from "./transport.ts";

/** A request being answered. */
export interface Exchange {
  context: RequestContext;
  connection: Connection;
  /** Aborts the request. */
  leaving: AbortController;
  /** While the client doesn't take what is written. */
  untaken?: { sinceMs?: number } | undefined;
  /** On the clock of whoever lets go: when the client was first seen not to take it. */
  begunMs?: number;
  /** Forgets the rest of the answer, in a way that the client notices. */
  drop(): void;
}

/** Why a request's signal aborts when nothing cut the connection on our side. */
export class ClientLeft extends Error {
  override readonly name = "ClientLeft";
  override readonly message = "the client closed the connection before the answer ended";
}

export interface ExchangeOptions {
  handler: Handler;
  /** Of the URLs of requests. */
  origin: string;
  onError: (error: unknown) => void;
  /** The requests being answered. */
  exchanges: Set<Exchange>;
  /** Marks for the first request of a connection. */
  marks(socket: Socket): string[];
  /** Awaited before every write: a closed gate there freezes the answer. */
  passage(exchange: Exchange): Promise<void> | undefined;
}

/** Answers one request, whatever becomes of it. */
export async function answer(arrival: Arrival, options: ExchangeOptions): Promise<void> {
  const { handler, origin, onError, exchanges, marks, passage } = options;
  const { outgoing, connection } = arrival;
  const { certificate, certificateProblem } = connection;
  const leaving = new AbortController();
  const context: RequestContext = {
    faults: marks(connection.socket),
    ...(certificate && { certificate }),
    ...(certificateProblem === undefined ? {} : { certificateProblem }),
  };
  const exchange: Exchange = { context, connection, leaving, drop: () => arrival.drop() };
  exchanges.add(exchange);
  outgoing.once("close", () => {
    exchanges.delete(exchange);
    if (!arrival.sent()) leaving.abort(new ClientLeft());
  });
  const request = requestOf(arrival, origin, leaving.signal);
  if (!request) {
    // Asks what the server as such can do.
    if (arrival.target === "*" && arrival.method === "OPTIONS") end(arrival, "", { status: 200 });
    else arrival.refuse();
    return;
  }
  try {
    const response = await handler(request, context);
    const { signal } = leaving;
    const untaken = (is: boolean) => {
      exchange.untaken = is ? {} : undefined;
    };
    await sendResponse({ response, arrival, signal, untaken, passage: () => passage(exchange) });
    // Handed over whole, and gone only once the client has it.
    untaken(true);
  } catch (error) {
    const gone = leaving.signal.aborted;
    leaving.abort(error);
    if (gone) return;
    if (error instanceof ConnectionCut) {
      // Others on the same connection go with it.
      for (const other of exchanges) {
        if (other.connection === connection) other.leaving.abort(error);
      }
      arrival.cut(error.how);
      return;
    }
    onError(error);
    if (arrival.begun()) arrival.fail();
    else end(arrival, "internal error\n", { status: 500 });
  } finally {
    request.release();
  }
}

function requestOf(arrival: Arrival, origin: string, signal: AbortSignal) {
  try {
    return new ReceivedRequest(arrival, origin, signal);
  } catch {
    return undefined;
  }
}

function end(arrival: Arrival, text: string, init: ResponseInit) {
  arrival.writeHead(streamAnswer(null, init), text.length);
  arrival.outgoing.end(text);
}
