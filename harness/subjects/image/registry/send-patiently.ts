import { HarnessError } from "../../../core/failure.ts";
import type { RegistryAccess } from "./access.ts";

const triesMax = 4;

/**
 * Sends a request again, after 0.5, 1 and 2 s, where the connection failed or the answer is 429 or 5xx,
 * and gives the last answer. @throws HarnessError where there was none.
 */
export async function sendPatiently(
  url: string,
  init: RequestInit,
  { send, clock, signal }: RegistryAccess,
): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    const last = tries === triesMax;
    try {
      const answer = await send(new Request(url, { ...init, signal }));
      if (last || !isPassing(answer.status)) {
        return answer;
      }
      await answer.body?.cancel();
    } catch (error) {
      signal.throwIfAborted();
      if (last || isFinal(error)) {
        throw new HarnessError(
          `${new URL(url).origin} gave no answer (tried ${tries} of ${triesMax} times): ${describe(error)}${hintOf(url, error)}`,
        );
      }
    }
    await clock.sleep(250 * 2 ** tries, signal);
  }
}

function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}

/** Waiting doesn't help with a name there is none of, or another protocol. */
function isFinal(error: unknown): boolean {
  return /ENOTFOUND|CERT|certificate|wrong version|SSL|packet length|bad port/i.test(
    describe(error),
  );
}

/** What `fetch` says lies in the error's cause. */
function describe(error: unknown): string {
  const { cause, message } = error as Error;
  if (cause instanceof AggregateError) {
    return cause.errors.map(describe).join("; ");
  }
  const code = (cause as { code?: unknown } | undefined)?.code;
  const said = cause instanceof Error ? cause.message || String(code) : message;
  // OpenSSL's words come with numbers and files of its own around them.
  return /error:\w+:[^:]*:[^:]*:([^:]+):/.exec(said)?.[1] ?? said;
}

function hintOf(url: string, error: unknown): string {
  return url.startsWith("https:") && /wrong version|packet length/i.test(describe(error))
    ? "; where the registry speaks plain HTTP, say so by ,scheme=http"
    : "";
}
