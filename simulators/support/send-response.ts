import type { Writable } from "node:stream";
import { type Push, pushOf } from "./pushed-answer.ts";
import { sendPushed } from "./send-pushed.ts";
import type { Arrival } from "./transport.ts";
import { countUnsent, type Unsent } from "./unsent.ts";
import { wholeBodyOf } from "./whole-answer.ts";

interface Sending {
  response: Response;
  arrival: Arrival;
  signal: AbortSignal;
  /** Awaited before every write: a closed gate there freezes the answer. */
  passage: () => Promise<void> | undefined;
  /** Told when the client stops taking what is written, and when it does again. */
  untaken: (is: boolean) => void;
}

/**
 * Writes a response out as fast as the client takes it. Rejects with the body's own error; resolves
 * early, without ending the answer, when `signal` aborts.
 */
export function sendResponse(sending: Sending): Promise<void> {
  const whole = wholeBodyOf(sending.response);
  if (whole !== undefined) return sendWhole(sending, whole);
  const push = sending.arrival.method === "HEAD" ? undefined : pushOf(sending.response);
  return push ? sendPieces(sending, push) : sendStream(sending);
}

async function sendPieces(sending: Sending, push: Push): Promise<void> {
  const { response, arrival, signal, passage, untaken } = sending;
  const { outgoing } = arrival;
  await passage();
  if (!signal.aborted) arrival.writeHead(response);
  return sendPushed({ push, outgoing, signal, passage, untaken });
}

/** Larger bodies are written in pieces, between which others have their turn. */
const pieceBytes = 128 * 1024;

async function sendWhole(sending: Sending, whole: Uint8Array | string): Promise<void> {
  const { response, arrival, signal, passage, untaken } = sending;
  const { outgoing, method } = arrival;
  const frozen = passage();
  if (frozen) await frozen;
  if (signal.aborted) return;
  const size = Buffer.byteLength(whole);
  countUntil(outgoing).holds(size);
  arrival.writeHead(response, size);
  if (method === "HEAD") {
    outgoing.end();
    return;
  }
  if (size <= pieceBytes) {
    outgoing.end(whole);
    return;
  }
  for (const piece of piecesOf(whole)) {
    if (!outgoing.write(piece)) await drained(outgoing, untaken);
    await passage();
    if (signal.aborted) return;
  }
  outgoing.end();
}

/** Text is encoded only as far as it is sent. */
function* piecesOf(whole: Uint8Array | string): Generator<Uint8Array> {
  for (let at = 0; at < whole.length; ) {
    let end = at + pieceBytes;
    if (typeof whole !== "string") yield whole.subarray(at, end);
    else {
      // No character may be torn apart.
      if ((whole.charCodeAt(end - 1) & 0xfc00) === 0xd800) end += 1;
      yield Buffer.from(whole.slice(at, end));
    }
    at = end;
  }
}

/** Counts what an answer holds until its client has it or is gone. */
function countUntil(outgoing: Writable): Unsent {
  const unsent = countUnsent();
  if (outgoing.destroyed) unsent.gone();
  else outgoing.once("close", unsent.gone);
  return unsent;
}

/** At most, of a body that is made as it is sent: the piece being sent, and what the others are made from. */
const streamBytes = 2 * pieceBytes;

async function sendStream({ response, arrival, signal, passage, untaken }: Sending): Promise<void> {
  const { outgoing, method } = arrival;
  const body = response.body?.getReader();
  const leave = () => void body?.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", leave, { once: true });
  try {
    if (signal.aborted) leave();
    await passage();
    if (signal.aborted) return;
    countUntil(outgoing).holds(streamBytes);
    arrival.writeHead(response);
    if (method === "HEAD") leave();
    if (body && method !== "HEAD") {
      for (;;) {
        const { done, value } = await body.read();
        await passage();
        if (signal.aborted) return;
        if (done) break;
        if (!outgoing.write(value)) await drained(outgoing, untaken);
      }
    }
    outgoing.end();
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

function drained(outgoing: Writable, untaken: Sending["untaken"]): Promise<void> {
  return new Promise((resolve) => {
    untaken(true);
    const done = () => {
      untaken(false);
      outgoing.off("drain", done);
      outgoing.off("close", done);
      resolve();
    };
    outgoing.on("drain", done);
    outgoing.on("close", done);
    if (outgoing.destroyed) done();
  });
}
