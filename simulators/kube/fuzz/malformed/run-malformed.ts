import type { Clock, Random } from "../../../../harness/core/clock.ts";
import type { Ask } from "../step.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { makeTargets } from "./make-targets.ts";
import { describeMalformed, type MalformedRequest, malformedRequest } from "./malformed-request.ts";

export interface MalformedResult {
  requests: number;
  statuses: Map<number, number>;
  /** What was no answer, or one that no API server gives; with the request. */
  problems: { problem: string; request: string }[];
  slowestMs: number;
  /** Of the heap, after a collection where one can be asked for. */
  grownBytes: number;
}

const answerMsMax = 20_000;

/** Sends malformed requests and holds every answer to the form that answers have. */
export async function runMalformed(options: {
  requests: number;
  random: Random;
  clock: Clock;
  origin: string;
  ask: Ask;
}): Promise<MalformedResult> {
  const { clock, origin, ask } = options;
  const result: MalformedResult = {
    ...{ requests: 0, statuses: new Map(), problems: [], slowestMs: 0, grownBytes: 0 },
  };
  await makeTargets(options);
  const before = heapBytes();
  for (let index = 0; index < options.requests; index += 1) {
    const malformed = malformedRequest(options.random.fork(String(index)));
    const startMs = clock.nowMs();
    const problem = await problemOf(malformed, { clock, origin, ask, result });
    result.requests += 1;
    result.slowestMs = Math.max(result.slowestMs, clock.nowMs() - startMs);
    if (problem !== undefined)
      result.problems.push({ problem, request: describeMalformed(malformed) });
  }
  result.grownBytes = heapBytes() - before;
  return result;
}

async function problemOf(
  malformed: MalformedRequest,
  using: { clock: Clock; origin: string; ask: Ask; result: MalformedResult },
): Promise<string | undefined> {
  const { clock, origin, ask, result } = using;
  const leaving = new AbortController();
  let request: Request;
  try {
    request = toRequest(malformed, origin, clock, leaving.signal);
  } catch {
    // Nothing that HTTP could carry.
    return undefined;
  }
  try {
    const answered = (async () => {
      const response = await ask(request);
      return { response, text: await response.text() };
    })();
    const late = new AbortController();
    const limit = clock.sleep(answerMsMax, late.signal).then(() => undefined);
    limit.catch(() => {});
    const answer = await Promise.race([answered, limit]);
    late.abort();
    if (!answer) return `no answer within ${answerMsMax} ms`;
    const { response, text } = answer;
    result.statuses.set(response.status, (result.statuses.get(response.status) ?? 0) + 1);
    if (Reflect.get({}, "polluted") !== undefined) return "the prototype of objects was changed";
    const type = response.headers.get("content-type") ?? "";
    return judgeAnswer({ status: response.status, type, text });
  } catch (error) {
    return `thrown: ${error instanceof Error ? error.stack : String(error)}`;
  } finally {
    leaving.abort();
  }
}

function toRequest(
  { method, path, headers, body, slow }: MalformedRequest,
  origin: string,
  clock: Clock,
  signal: AbortSignal,
): Request {
  const sent = body && slow ? ReadableStream.from(pieces(body, clock)) : body;
  return new Request(origin + path, {
    ...{ method, headers, signal },
    ...(sent === undefined ? {} : { body: sent, duplex: "half" }),
  });
}

async function* pieces(body: Uint8Array, clock: Clock): AsyncGenerator<Uint8Array> {
  const size = Math.max(1, Math.ceil(body.length / 4));
  for (let at = 0; at < body.length; at += size) {
    yield body.subarray(at, at + size);
    await clock.sleep(1);
  }
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
