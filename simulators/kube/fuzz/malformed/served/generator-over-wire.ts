import { type ClientHttp2Session, connect } from "node:http2";
import type { Clock, Random } from "../../../../../harness/core/clock.ts";
import { judgeAnswer } from "../judge-answer.ts";
import {
  describeMalformed,
  type MalformedRequest,
  malformedRequest,
} from "../malformed-request.ts";
import { http1Answers, type WireAnswer } from "./http1-answers.ts";
import type { AttackedServer } from "./served-program.ts";
import { openTls, type Wire, wireOf } from "./wire.ts";

export interface WireProblem {
  problem: string;
  request: string;
}

const answerMsMax = 20_000;

/** The generator's requests over connections that are kept, half of them over HTTP/2. */
export async function generatorOverWire(options: {
  server: AttackedServer;
  requests: number;
  concurrency: number;
  random: Random;
  clock: Clock;
}): Promise<{ statuses: Map<number, number>; problems: WireProblem[] }> {
  const { server, requests, random, clock } = options;
  const statuses = new Map<number, number>();
  const problems: WireProblem[] = [];
  let next = 0;
  const ask = async (client: WireClient) => {
    for (let index = next++; index < requests; index = next++) {
      const malformed = malformedRequest(random.fork(String(index)));
      const problem = await problemOf(malformed, client, statuses);
      if (problem) problems.push({ problem, request: describeMalformed(malformed) });
    }
  };
  const each = Math.max(1, Math.round(options.concurrency / 2));
  await Promise.all(
    Array.from({ length: each }, async () => {
      using one = http1Client(server, clock);
      using two = http2Client(server, clock);
      await Promise.all([ask(one), ask(two)]);
    }),
  );
  return { statuses, problems };
}

async function problemOf(
  malformed: MalformedRequest,
  client: WireClient,
  statuses: Map<number, number>,
): Promise<string | undefined> {
  try {
    const answer = await client.ask(malformed);
    // HTTP/2 has no answer for what no request is.
    if (!answer) return undefined;
    const { status, type, body } = answer;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const text = body.toString();
    return malformed.method === "HEAD" ? undefined : judgeAnswer({ status, type, text });
  } catch (error) {
    return `no answer: ${String(error)}`;
  }
}

interface WireClient extends Disposable {
  /** Undefined when the server took the request for none. */
  ask(malformed: MalformedRequest): Promise<WireAnswer | undefined>;
}

function http1Client({ port, token }: AttackedServer, clock: Clock): WireClient {
  let kept: Wire | undefined;
  return {
    async ask(malformed) {
      const { method, path, headers, body, slow } = malformed;
      const wire = kept?.how() === "open" ? kept : wireOf(await openTls(port, "http/1.1"), clock);
      const { socket } = wire;
      const sent = { host: "localhost", authorization: `Bearer ${token}`, ...headers };
      const length = slow ? "transfer-encoding: chunked" : `content-length: ${body?.length ?? 0}`;
      const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}`);
      const head = [`${method} ${path} HTTP/1.1`, ...lines, ...(body ? [length] : [])];
      wire.forget();
      socket.write(`${head.join("\r\n")}\r\n\r\n`);
      for await (const piece of piecesOf(malformed, clock)) {
        if (slow) socket.write(`${piece.length.toString(16)}\r\n`);
        socket.write(piece);
        if (slow) socket.write("\r\n");
      }
      if (body && slow) socket.write("0\r\n\r\n");
      const read = (all: Buffer) =>
        http1Answers(all, { closed: wire.how() !== "open", head: method === "HEAD" }).answers[0];
      await wire.settled(answerMsMax, (all) => read(all) !== undefined);
      const answer = read(wire.received());
      // What is closed, or still takes a body, is no connection for the next one.
      kept = answer && !answer.last && answer.status !== 413 ? wire : undefined;
      if (!kept) wire[Symbol.dispose]();
      if (!answer) throw new Error(`the connection is ${wire.how()} without an answer`);
      return answer;
    },
    [Symbol.dispose]: () => kept?.socket.destroy(),
  };
}

function http2Client({ port, token }: AttackedServer, clock: Clock): WireClient {
  let session: ClientHttp2Session | undefined;
  return {
    async ask(malformed) {
      if (!session || session.closed || session.destroyed) {
        session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
        session.on("error", () => {});
      }
      const { method, path, headers, body } = malformed;
      const stream = session.request(
        { ":method": method, ":path": path, authorization: `Bearer ${token}`, ...headers },
        { endStream: body === undefined },
      );
      const { promise, resolve } = Promise.withResolvers<void>();
      const chunks: Buffer[] = [];
      const answer = { status: 0, type: "", last: false };
      stream
        .on("response", (told) => {
          answer.status = told[":status"] ?? 0;
          answer.type = String(told["content-type"] ?? "");
        })
        .on("data", (chunk: Buffer) => chunks.push(chunk))
        .on("error", () => {})
        .on("close", resolve);
      for await (const piece of piecesOf(malformed, clock))
        if (stream.writable) stream.write(piece);
      if (body) stream.end();
      const late = new AbortController();
      const limit = clock.sleep(answerMsMax, late.signal).catch(() => {});
      await Promise.race([promise, limit]);
      late.abort();
      if (!stream.destroyed) {
        stream.destroy();
        throw new Error(`nothing whole within ${answerMsMax} ms`);
      }
      return answer.status === 0 ? undefined : { ...answer, body: Buffer.concat(chunks) };
    },
    [Symbol.dispose]: () => session?.destroy(),
  };
}

async function* piecesOf(
  { body, slow }: MalformedRequest,
  clock: Clock,
): AsyncGenerator<Uint8Array> {
  if (!body || body.length === 0) return;
  const size = slow ? Math.max(1, Math.ceil(body.length / 4)) : body.length;
  for (let at = 0; at < body.length; at += size) {
    yield body.subarray(at, at + size);
    if (slow) await clock.sleep(1);
  }
}
