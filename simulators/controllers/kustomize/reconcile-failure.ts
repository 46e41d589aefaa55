import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import { FileNotFoundError } from "./fetch-artifact.ts";

/** A step of a reconciliation failed; with a reason, Ready says so. */
export class ReconcileFailure extends Error {
  override readonly name = "ReconcileFailure";
  readonly reason: string | undefined;

  constructor(reason: string | undefined, message: string, cause: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/**
 * Does a step. What it throws becomes a failure with this reason, but for what isn't of this step: what
 * the model doesn't have stays what it is, so that nobody retries it.
 */
export async function failingAs<T>(
  reason: string | undefined,
  work: () => T | Promise<T>,
  wrap: (message: string) => string = (message) => message,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ReconcileFailure || error instanceof FileNotFoundError) throw error;
    const cause = error instanceof OutsideModelError ? error : undefined;
    throw new ReconcileFailure(reason, wrap(describe(error)), cause ?? error);
  }
}
