import type { Clock } from "../../core/clock.ts";
import { HarnessError } from "../../core/failure.ts";
import { lastLines } from "../process/last-lines.ts";
import type { ApiClient } from "./api-client.ts";

/** Waits until `path` is answered 200. @param log the server's, for the error's message */
export async function awaitAnswer(request: {
  api: ApiClient;
  path: string;
  limitMs: number;
  log: string;
  clock: Clock;
  signal: AbortSignal;
}): Promise<void> {
  const { api, path, limitMs, log, clock, signal } = request;
  const deadlineMs = clock.nowMs() + limitMs;
  for (;;) {
    const answer = await api.request({ method: "GET", path }).catch((error: Error) => error);
    if (!(answer instanceof Error) && answer.status === 200) return;
    signal.throwIfAborted();
    if (clock.nowMs() > deadlineMs) {
      const last = answer instanceof Error ? answer.message : `${answer.status} ${answer.text}`;
      throw new HarnessError(
        `the API server did not answer GET ${path} with 200 within ${limitMs / 1000} s; last response: ` +
          `${last.slice(0, 500)}\nThe end of ${log}:\n${await lastLines(log)}`,
      );
    }
    await clock.sleep(pollMs, signal);
  }
}

const pollMs = 50;
