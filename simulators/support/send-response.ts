import type { Writable } from "node:stream";
import { type Push, pushOf } from "./pushed-answer.ts";
import { sendPushed } from "./send-pushed.ts";
import type { Arrival } from "./transport.ts";
import { countUnsent } from "./unsent.ts";
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
  const { response, arrival, signal, passage } = sending;
  const { outgoing } = arrival;
  await passage();
  if (!signal.aborted) arrival.writeHead(response);
  return sendPushed({ push, outgoing, signal, passage });
}

/** Larger bodies are written in pieces, between which others have their turn. */
const pieceBytes = 256 * 1024;

/** Smaller ones are gone at once, nearly always. */
const countedBytes = 16 * 1024;

async function sendWhole(sending: Sending, whole: Uint8Array | string): Promise<void> {
  const { response, arrival, signal, passage, untaken } = sending;
  const { outgoing, method } = arrival;
  const large = whole.length > pieceBytes;
  const body = large && typeof whole === "string" ? Buffer.from(whole) : whole;
  const frozen = passage();
  if (frozen) await frozen;
  if (signal.aborted) return;
  const size = Buffer.byteLength(body);
  if (size > countedBytes) {
    const counted = countUnsent({ unsentBytes: () => size });
    if (outgoing.destroyed) counted();
    else outgoing.once("close", counted);
  }
  arrival.writeHead(response, size);
  if (method === "HEAD") {
    outgoing.end();
    return;
  }
  if (!large || typeof body === "string") {
    outgoing.end(body);
    return;
  }
  for (let at = 0; at < body.length; at += pieceBytes) {
    if (!outgoing.write(body.subarray(at, at + pieceBytes))) await drained(outgoing, untaken);
    await passage();
    if (signal.aborted) return;
  }
  outgoing.end();
}

async function sendStream({ response, arrival, signal, passage, untaken }: Sending): Promise<void> {
  const { outgoing, method } = arrival;
  const body = response.body?.getReader();
  const leave = () => void body?.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", leave, { once: true });
  try {
    if (signal.aborted) leave();
    await passage();
    if (signal.aborted) return;
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
