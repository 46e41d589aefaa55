import type { Clock } from "../../../../../harness/core/clock.ts";
import { http1Answers, type WireAnswer } from "./http1-answers.ts";
import { framesOf, frameTypes, statusOf } from "./http2-frames.ts";
import type { AttackedServer } from "./served-program.ts";
import { openTcp, openTls, type Protocol, wireOf } from "./wire.ts";

/** Bytes that break the rules of their protocol, and what a server owes in return. */
export interface WireCase {
  name: string;
  /** `tcp`: without TLS. */
  over: Protocol | "tcp";
  bytes: (token: string) => Uint8Array[];
  /** Our side of the connection is closed after the bytes. */
  ends?: boolean;
  /** An HTTP answer must come; without, the connection may be ended without one, or wait for more. */
  due?: boolean;
  /** It may be that nothing comes and the connection stays as it is. */
  silent?: boolean;
}

export interface WireResult {
  answers: WireAnswer[];
  /** Codes of HTTP/2: GOAWAY's and those of streams that were reset. */
  errors: string[];
  how: "open" | "closed" | "reset";
}

/**
 * What came back in a line, each thing once: `200, GOAWAY 1`. Where nothing did: `closed` or `reset`, and
 * `nothing` when the connection stayed as it was.
 */
export function describeWire({ answers, errors, how }: WireResult): string {
  const told = new Set([...answers.map(({ status }) => String(status)), ...errors]);
  return [...told].join(", ") || (how === "open" ? "nothing" : how);
}

/** How long a server is waited for that says nothing. */
const silentMsMax = 1000;
const answerMsMax = 10_000;

/** Sends the bytes on a connection of their own and gathers what comes back. */
export async function playWire(
  { over, bytes, ends, silent }: WireCase,
  { port, token }: AttackedServer,
  clock: Clock,
): Promise<WireResult> {
  const socket = await (over === "h2" || over === "http/1.1" ? openTls(port, over) : openTcp(port));
  using wire = wireOf(socket, clock);
  for (const piece of bytes(token)) {
    if (wire.how() !== "open") break;
    socket.write(piece);
    await clock.sleep(5);
  }
  if (ends) socket.end();
  const read = (all: Buffer) =>
    over === "h2" ? http2Result(all) : http1Result(all, wire.how() !== "open");
  const enough = (all: Buffer) => {
    const { answers, errors } = read(all);
    return answers.length > 0 || errors.length > 0;
  };
  await wire.settled(silent ? silentMsMax : answerMsMax, enough);
  // What comes after the first answer comes at once.
  await wire.settled(200);
  return { ...read(wire.received()), how: wire.how() };
}

function http1Result(all: Buffer, closed: boolean): Omit<WireResult, "how"> {
  return { answers: http1Answers(all, { closed }).answers, errors: [] };
}

function http2Result(all: Buffer): Omit<WireResult, "how"> {
  const answers = new Map<number, WireAnswer>();
  const errors: string[] = [];
  for (const { type, stream, payload } of framesOf(all)) {
    const known = answers.get(stream);
    if (type === frameTypes.headers && !known) {
      const status = statusOf(payload) ?? Number.NaN;
      answers.set(stream, { status, type: "", last: false, body: Buffer.alloc(0) });
    } else if (type === frameTypes.data && known) {
      known.body = Buffer.concat([known.body, payload]);
    } else if (type === frameTypes.reset && payload.length === 4) {
      errors.push(`RST_STREAM ${payload.readUInt32BE()}`);
    } else if (type === frameTypes.goAway && payload.length >= 8) {
      errors.push(`GOAWAY ${payload.readUInt32BE(4)}`);
    }
  }
  return { answers: [...answers.values()], errors };
}
