import type { Clock } from "../../../core/clock.ts";
import { HarnessError } from "../../../core/failure.ts";

const limitMs = 60_000;
const pollMs = 100;

/**
 * Waits until Gitea says its version.
 * @param ended why it can never answer any more; undefined while it may
 * @param logEnd the end of its log, for the error
 */
export async function awaitGitea(request: {
  origin: string;
  ended(): string | undefined;
  log: string;
  logEnd(): Promise<string>;
  clock: Clock;
  signal: AbortSignal;
}): Promise<string> {
  const { origin, ended, log, logEnd, clock, signal } = request;
  const deadlineMs = clock.nowMs() + limitMs;
  const broken = async (what: string, last: string) =>
    new HarnessError(`Gitea ${what}; ${last}. The end of ${log}:\n${await logEnd()}`);
  for (;;) {
    const answer = await fetch(`${origin}/api/v1/version`, { signal }).catch(
      (error: Error) => error,
    );
    signal.throwIfAborted();
    const text = answer instanceof Error ? describe(answer) : await answer.text();
    if (!(answer instanceof Error) && answer.ok) return versionIn(text);
    const last = answer instanceof Error ? text : `${answer.status} ${text.slice(0, 200)}`;
    const exit = ended();
    if (exit !== undefined)
      throw await broken(`ended (${exit}) before it answered`, `last: ${last}`);
    if (clock.nowMs() > deadlineMs) {
      const limit = `did not answer GET /api/v1/version with 200 within ${limitMs / 1000} s`;
      throw await broken(limit, `last response: ${last}`);
    }
    await clock.sleep(pollMs, signal);
  }
}

function versionIn(text: string): string {
  const { version } = JSON.parse(text) as { version?: unknown };
  return typeof version === "string" ? version.replace(/\+.*/, "") : "unknown";
}

function describe(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
