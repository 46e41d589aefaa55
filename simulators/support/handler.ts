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
  /** What the client calls itself, where the protocol has no header for it. */
  agent?: string;
  /** The client's certificate, verified against the listener's client CA. */
  certificate?: ClientCertificate;
  /**
   * Why a certificate that the client sent is not to be trusted, in OpenSSL's words
   * (`CERT_HAS_EXPIRED`). With it there is no `certificate`: kube-apiserver answers 401 then.
   */
  certificateProblem?: string;
}

/** Whom a client's certificate names. */
export interface ClientCertificate {
  /** Empty where the subject has none. */
  commonName: string;
  organizations: string[];
  /** Attribute 1.3.6.1.4.1.57683.2 of the subject, which Kubernetes reads as the user's UID. */
  uid?: string;
  /** SHA-256 of the DER form, lower-case hex. */
  sha256?: string;
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
  refuse(mark: string): Promise<{
    /** Requests under way that it ended. */
    cut: number;
    end(): Promise<void>;
  }>;
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
