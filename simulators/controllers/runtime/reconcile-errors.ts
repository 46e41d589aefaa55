/** What a reconciliation asks of its queue: nothing, or to come again after a time or at once. */
export type Result = { requeueAfterMs: number } | { requeue: true } | undefined;

/** An error that no retry mends: the object is left alone until it changes. */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
}

/** Something asks for what this model of the controllers doesn't have. */
export class OutsideModelError extends TerminalError {
  constructor(what: string) {
    super(`outside the model: ${what}`);
  }
}
