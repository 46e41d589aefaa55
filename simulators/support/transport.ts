import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import type { ClientCertificate } from "./handler.ts";
import type { ReceivedHead } from "./received-request.ts";

/** A connection to a client, over TCP alone or with TLS. */
export interface Connection {
  /** The TCP connection beneath. */
  socket: Socket;
  certificate?: ClientCertificate;
  certificateProblem?: string;
}

/** One request as it came over a connection, and the way its answer goes. */
export interface Arrival extends ReceivedHead {
  connection: Connection;
  outgoing: Writable;
  /** Whether the head of the answer has been written. */
  begun(): boolean;
  /** @param length of the body in bytes, where it is known. */
  writeHead(response: Response, length?: number): void;
  /** Whether all of the answer has been handed to the connection. */
  sent(): boolean;
  /** Answers, as far as the protocol has an answer, that this is no request. */
  refuse(): void;
  /** Ends the connection the way a broken network or server does, after what was written has left. */
  cut(how: "close" | "reset"): void;
  /** Ends the answer and forgets what the client has not taken of it. */
  drop(): void;
  /** Ends an answer that can't be finished, in a way that the client notices. */
  fail(): void;
}

/** Serves the requests of connections that are handed to it. */
export type Serve = (arrival: Arrival) => void;
