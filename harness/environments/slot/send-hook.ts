import type { Clock } from "../../core/clock.ts";
import { HarnessError, UnsupportedError } from "../../core/failure.ts";
import type { HookRequest } from "../environment.ts";

/** A Receiver answers once it has patched its resources. */
const limitMs = 30_000;

export interface HookDelivery {
  /** Where notification-controller takes webhooks; undefined where there is none. */
  port: number | undefined;
  hook: HookRequest;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Sends a webhook to notification-controller; resolves to the status answered.
 * @throws UnsupportedError without a port, HarnessError without an answer.
 */
export async function sendHook({ port, hook, clock, signal }: HookDelivery): Promise<number> {
  if (port === undefined) {
    throw new UnsupportedError("sending a webhook", "the subject has no notification-controller");
  }
  const answered = new AbortController();
  const late = new AbortController();
  clock.sleep(limitMs, answered.signal).then(
    () => late.abort(new Error(`no answer within ${limitMs / 1000} s`)),
    () => {},
  );
  try {
    const { path, headers, body } = hook;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      ...{ method: "POST", headers, body },
      signal: AbortSignal.any([signal, late.signal]),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    signal.throwIfAborted();
    // Never the URL: its path is the Receiver's secret.
    const why = String((error as Error).cause ?? error);
    throw new HarnessError(
      `a webhook to notification-controller failed: ${why}; see logs/notification-controller.log`,
    );
  } finally {
    answered.abort();
  }
}
