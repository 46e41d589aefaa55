/**
 * One request of a sequence. In path and body `@ns@` is the sequence's own namespace, `@id@` the start of
 * its names outside of namespaces, and `@rv:3@`, `@uid:3@`, `@name:3@`, `@continue:3@` what step 3 was
 * answered: something harmless when it told none, so that a sequence still plays without that step.
 */
export interface FuzzStep {
  id: number;
  method: string;
  path: string;
  body?: string;
  /** Content type of the body; JSON unless told. */
  type?: string;
  accept?: string;
  /** For the matrix of what was asked: `apply`, `list`; and of which resource: `deployments.apps`. */
  verb: string;
  resource: string;
  /** Made to be refused. */
  invalid?: string;
}

/** Requests that have a namespace and names to themselves. */
export interface FuzzSequence {
  name: string;
  steps: FuzzStep[];
}

/** An answer with what differs from server to server and run to run named instead of told. */
export interface FuzzAnswer {
  status: number;
  contentType: string;
  warnings: string[];
  body: unknown;
}

/** Answers an HTTP request: the simulator in-process, or a real server. */
export type Ask = (request: Request) => Promise<Response>;
