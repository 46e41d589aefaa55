import type { Clock } from "../../core/clock.ts";
import { HarnessError, UnsupportedError } from "../../core/failure.ts";
import type { HookRequest } from "../environment.ts";

/** A Receiver answers once it has patched its resources. */
const limitMs = 30_000;

/** Sends a webhook to where notification-controller takes them; resolves to the status answered. */
export type PostHook = (hook: HookRequest, signal: AbortSignal) => Promise<number>;

export interface HookDelivery {
  /** Undefined where there is no notification-controller. */
  post: PostHook | undefined;
  hook: HookRequest;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Sends a webhook to notification-controller; resolves to the status answered.
 * @throws UnsupportedError without a way to it, HarnessError without an answer.
 */
export async function sendHook({ post, hook, clock, signal }: HookDelivery): Promise<number> {
  if (!post) {
    throw new UnsupportedError("sending a webhook", "the subject has no notification-controller");
  }
  const answered = new AbortController();
  const late = new AbortController();
  clock.sleep(limitMs, answered.signal).then(
    () => late.abort(new Error(`no answer within ${limitMs / 1000} s`)),
    () => {},
  );
  try {
    return await post(hook, AbortSignal.any([signal, late.signal]));
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

/** @param origin without a slash at the end */
export function postTo(origin: string): PostHook {
  return async ({ path, headers, body }, signal) => {
    const response = await fetch(`${origin}${path}`, { method: "POST", headers, body, signal });
    await response.arrayBuffer();
    return response.status;
  };
}
