import { NetworkFailure } from "../../support/network-failure.ts";
import { PlainRequest } from "../../support/plain-request.ts";
import { readBytes } from "../../support/whole-answer.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";

/** An answer, read whole. */
export interface Answer {
  method: string;
  url: string;
  status: number;
  headers: Headers;
  body: Uint8Array;
}

export interface Asked {
  method: "GET" | "HEAD";
  url: string;
  headers?: Record<string, string>;
  signal: AbortSignal;
}

const tries = 3;
const firstWaitMs = 100;
const waitFactor = 3;
const waitJitter = 0.1;
/** Not 429: go-containerregistry 0.20.6 takes it for final. */
const retriedStatuses = [408, 500, 502, 503, 504, 499, 522];
/** A refused connection and an unknown host are final. */
const retriedFailures = ["reset", "closed"];

/**
 * Asks a registry as go-containerregistry does: three tries, with 0.1 s and 0.3 s between them (seen of
 * 0.20.6; its 1 s and 3 s are for uploads alone). Heeds no Retry-After. What the last try brought is the
 * answer; its body was spent on the way where it was an error worth a retry.
 * @throws Error in Go's words when there is no answer.
 */
export async function askRegistry(process: ControllerProcess, asked: Asked): Promise<Answer> {
  const { clock, random } = process;
  for (let attempt = 1, waitMs = firstWaitMs; ; attempt += 1, waitMs *= waitFactor) {
    const outcome = await once(process, asked);
    const isFlake =
      outcome instanceof NetworkFailure
        ? retriedFailures.includes(outcome.kind)
        : retriedStatuses.includes(outcome.status);
    if (isFlake && attempt < tries) {
      await clock.sleep(waitMs * (1 + waitJitter * random.next()), asked.signal).catch(() => {});
      if (!asked.signal.aborted) continue;
    }
    if (outcome instanceof NetworkFailure) throw inGoWords(outcome, asked);
    return isFlake ? { ...outcome, body: new Uint8Array() } : outcome;
  }
}

async function once(
  process: ControllerProcess,
  { method, url, headers = {}, signal }: Asked,
): Promise<Answer | NetworkFailure> {
  const sent = { ...headers, "user-agent": "flux/v2" };
  try {
    const response = await process.fetch(new PlainRequest(url, { method, headers: sent, signal }));
    const body = await readBytes(response);
    return { method, url, status: response.status, headers: response.headers, body };
  } catch (error) {
    if (error instanceof NetworkFailure) return error;
    if (signal.aborted) return new NetworkFailure("aborted", url, error);
    throw error;
  }
}

const words: Record<NetworkFailure["kind"], string> = {
  refused: "dial tcp: connect: connection refused",
  reset: "read: connection reset by peer",
  closed: "EOF",
  "unknown-host": "dial tcp: lookup: no such host",
  aborted: "context deadline exceeded",
};

function inGoWords({ kind }: NetworkFailure, { method, url }: Asked): Error {
  const verb = method === "GET" ? "Get" : "Head";
  return new Error(`${verb} "${url}": ${words[kind]}`);
}
