import type { Clock, Random } from "../../../../harness/core/clock.ts";
import type { Ask } from "../step.ts";
import { type MalformedRequest, malformedRequest } from "./malformed-request.ts";

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
  await makeObjects(options);
  const before = heapBytes();
  for (let index = 0; index < options.requests; index += 1) {
    const malformed = malformedRequest(options.random.fork(String(index)));
    const startMs = clock.nowMs();
    const problem = await problemOf(malformed, { clock, origin, ask, result });
    result.requests += 1;
    result.slowestMs = Math.max(result.slowestMs, clock.nowMs() - startMs);
    if (problem !== undefined) result.problems.push({ problem, request: describe(malformed) });
  }
  result.grownBytes = heapBytes() - before;
  return result;
}

/** What the paths lead to, so that patches and the like get far. */
async function makeObjects({ origin, ask }: { origin: string; ask: Ask }): Promise<void> {
  const template = {
    metadata: { labels: { app: "a" } },
    spec: { containers: [{ name: "a", image: "a:1" }] },
  };
  const spec = { selector: { matchLabels: { app: "a" } }, template };
  const inNamespace = (group: string) => `${group}/namespaces/default`;
  const objects: [string, object][] = [
    ["/api/v1/namespaces", { metadata: { name: "default" } }],
    [`${inNamespace("/api/v1")}/configmaps`, { metadata: { name: "a" } }],
    [`${inNamespace("/api/v1")}/secrets`, { metadata: { name: "a" } }],
    [`${inNamespace("/apis/apps/v1")}/deployments`, { metadata: { name: "a" }, spec }],
    [
      `${inNamespace("/apis/fuzz.example.com/v1")}/widgets`,
      { apiVersion: "fuzz.example.com/v1", kind: "Widget", metadata: { name: "a" }, spec: {} },
    ],
  ];
  for (const [path, object] of objects) {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(object);
    await (await ask(new Request(origin + path, { method: "POST", headers, body }))).text();
  }
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
    return judge(response, text);
  } catch (error) {
    return `thrown: ${error instanceof Error ? error.stack : String(error)}`;
  } finally {
    leaving.abort();
  }
}

/** What is wrong with an answer's form. */
function judge(response: Response, text: string): string | undefined {
  const { status } = response;
  if (status < 400) return undefined;
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/plain") || type.includes("protobuf")) return undefined;
  try {
    const { kind, code, reason, message } = JSON.parse(text) as Record<string, unknown>;
    if (kind !== "Status" || code !== status) return `no Status: ${text.slice(0, 300)}`;
    // A fault of the simulator's own comes to light as one that names no reason of the API.
    const own = /is not a function|undefined|Cannot read|not iterable|call stack|Invalid array/;
    if (reason === "InternalError" && own.test(String(message))) return String(message);
    return undefined;
  } catch {
    return `no JSON: ${text.slice(0, 300)}`;
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

function describe({ method, path, headers, body }: MalformedRequest): string {
  const shown =
    body === undefined ? "" : JSON.stringify(new TextDecoder().decode(body.subarray(0, 300)));
  return `${method} ${path.slice(0, 200)} ${JSON.stringify(headers).slice(0, 200)} ${shown}`;
}
