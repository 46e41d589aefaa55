/**
 * A server as a function of web-standard types. Listeners, the reverse proxy and calls in-process
 * are adapters around it; faults and observers wrap it.
 *
 * `request.signal` aborts when the client leaves: a handler ends what it started for the request then.
 */
export type Handler = (request: Request, context: RequestContext) => Promise<Response>;

/** What the layers around a handler tell each other about one request. */
export interface RequestContext {
  /** Ids of the faults that acted on this request, in the order they did. */
  faults: string[];
  /** Who asks, as far as the handler found out: a name, never a secret. */
  account?: string;
}

/**
 * Thrown by a handler, or put as the error of a response body, to end the connection instead of
 * answering: `close` with a FIN in the middle of the answer, `reset` with a RST.
 */
export class ConnectionCut extends Error {
  override readonly name = "ConnectionCut";
  readonly how: "close" | "reset";

  constructor(how: "close" | "reset", because: string) {
    super(because);
    this.how = how;
  }
}

/** What a listener can do to connections as such, for faults that no handler can play. */
export interface Doors {
  /**
   * Stops listening and destroys the open connections: new ones are refused until `end`.
   * @param mark put into the context of every request that is cut.
   */
  refuse(mark: string): Promise<{ end(): Promise<void> }>;
  /**
   * Connections are accepted but neither read nor written until `end`; answers under way freeze.
   * @param mark put into the context of every request that is held.
   */
  blackhole(mark: string): {
    /** Connections and answers held so far. */
    met(): number;
    /** Lets everything flow again. */
    end(): void;
  };
}
