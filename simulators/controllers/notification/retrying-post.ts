import { NetworkFailure } from "../../support/network-failure.ts";
import { PlainRequest } from "../../support/plain-request.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";

/** Tries, and the waits between them, which double: hashicorp's retryablehttp as Flux sets it. */
const triesMax = 5;
const firstWaitMs = 2_000;
const waitMsMax = 30_000;
const accepted = [200, 201, 202];
const deadline = "context deadline exceeded";

export interface PostedMessage {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Ends it, whatever it is at. */
  signal: AbortSignal;
}

type Attempt =
  | { retry: false; status: number; text: string }
  | { retry: true; because?: string; waitMs?: number };

/**
 * Posts until it is answered with anything that no retry mends.
 * @throws an error in notification-controller's words unless that was a success.
 */
export async function retryingPost(
  process: ControllerProcess,
  message: PostedMessage,
): Promise<void> {
  const { url, signal } = message;
  const failed = "failed to execute request: ";
  const tries = process.has("dispatch-never-retries") ? 1 : triesMax;
  for (let attempt = 1; ; attempt += 1) {
    const given = `POST ${url} giving up after ${attempt} attempt(s)`;
    const outcome = await post(process, message).catch((error) => {
      if (signal.aborted) throw new Error(`${failed}${given}: ${deadline}`);
      throw error;
    });
    if (!outcome.retry) {
      if (accepted.includes(outcome.status)) return;
      const answer = `request failed with status code ${outcome.status}, ${outcome.text}`;
      throw new Error(`request failed: ${answer}`);
    }
    if (attempt >= tries) {
      throw new Error(`${failed}${given}${outcome.because ? `: ${outcome.because}` : ""}`);
    }
    const waitMs = outcome.waitMs ?? Math.min(firstWaitMs * 2 ** (attempt - 1), waitMsMax);
    await process.clock.sleep(waitMs, signal).catch(() => {
      throw new Error(`${failed}${deadline}`);
    });
  }
}

async function post(
  process: ControllerProcess,
  { url, headers, body, signal }: PostedMessage,
): Promise<Attempt> {
  try {
    const request = new PlainRequest(url, { method: "POST", headers, body, signal });
    const response = await process.fetch(request);
    const { status } = response;
    const text = await response.text();
    if (status === 429 || (status >= 500 && status !== 501)) {
      return { retry: true, ...retryAfter(process, response) };
    }
    return { retry: false, status, text };
  } catch (error) {
    if (signal.aborted || !(error instanceof NetworkFailure)) throw error;
    return { retry: true, because: `Post "${url}": ${inGoWords(error)}` };
  }
}

function retryAfter(
  { clock }: ControllerProcess,
  { status, headers }: Response,
): { waitMs?: number } {
  const given = headers.get("retry-after");
  if (given === null || (status !== 429 && status !== 503)) return {};
  if (/^\d+$/.test(given)) return { waitMs: Number(given) * 1000 };
  const atMs = Date.parse(given);
  return Number.isNaN(atMs) ? {} : { waitMs: Math.max(0, atMs - clock.epochMs()) };
}

function inGoWords({ kind }: NetworkFailure): string {
  switch (kind) {
    case "refused":
      return "dial tcp: connect: connection refused";
    case "reset":
      return "read: connection reset by peer";
    case "unknown-host":
      return "dial tcp: lookup: no such host";
    default:
      return "EOF";
  }
}
