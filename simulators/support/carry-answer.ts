import { type CarriedBody, createCarriedBody } from "./carried-body.ts";
import { type Push, pushOf } from "./pushed-answer.ts";
import { streamAnswer } from "./stream-answer.ts";
import { isWhole } from "./whole-answer.ts";

interface Carrying {
  method: string;
  /** Aborts when the rest of the answer is wanted no more. */
  signal: AbortSignal;
  /** Awaited before every piece: a closed gate there freezes the answer. */
  passage(): Promise<void> | undefined;
  /** Told when the answer is handed over. */
  sent(): void;
  /** Told when the client gives the body up before that. */
  left(): void;
  /** What the client's body fails with when the handler's did. */
  failure(error: unknown): Error;
}

/** The answer as the client gets it, and the body that travels to it, where there is one. */
export function carryAnswer(
  response: Response,
  carrying: Carrying,
): { response: Response; body?: CarriedBody } {
  const { method, sent, left } = carrying;
  const push = method === "HEAD" ? undefined : pushOf(response);
  // An answer that is known whole is there at once: nothing can come between its pieces.
  const whole = !push && isWhole(response);
  if (whole || (!push && !response.body)) {
    sent();
    return { response: method === "HEAD" ? new Response(null, response) : response };
  }
  if (method === "HEAD") {
    void response.body?.cancel().catch(() => {});
    sent();
    return { response: new Response(null, response) };
  }
  const body = createCarriedBody(left);
  if (push) carryPushed(push, body, carrying);
  else if (response.body) void carryStream(response.body, body, carrying);
  return { response: streamAnswer(body.stream, response), body };
}

function carryPushed(push: Push, body: CarriedBody, carrying: Carrying) {
  const { signal, passage, sent } = carrying;
  let held: Uint8Array[] | undefined;
  let heldBytes = 0;
  let over = false;
  const finish = () => {
    signal.removeEventListener("abort", leave);
    body.end();
    sent();
  };
  const thaw = async () => {
    for (let frozen = passage(); frozen; frozen = passage()) await frozen;
    const pieces = held ?? [];
    held = undefined;
    heldBytes = 0;
    if (signal.aborted) return;
    for (const piece of pieces) body.put(piece);
    if (over) finish();
  };
  const isFrozen = () => {
    if (held) return true;
    if (!passage()) return false;
    held = [];
    void thaw();
    return true;
  };
  let stop = () => {};
  const leave = () => {
    if (!over) stop();
  };
  signal.addEventListener("abort", leave, { once: true });
  stop = push({
    write(piece) {
      if (over || signal.aborted) return;
      if (!isFrozen()) return body.put(piece);
      held?.push(piece);
      heldBytes += piece.byteLength;
    },
    end() {
      // An answer that is cut off must not look like one that ended.
      if (over || signal.aborted) return;
      over = true;
      if (!isFrozen()) finish();
    },
    backlogBytes: () => body.bytes() + heldBytes,
  });
  if (signal.aborted) leave();
}

async function carryStream(
  source: ReadableStream<Uint8Array>,
  body: CarriedBody,
  { signal, passage, sent, failure }: Carrying,
) {
  const reader = source.getReader();
  const leave = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", leave, { once: true });
  try {
    if (signal.aborted) leave();
    for (;;) {
      const { done, value } = await reader.read();
      const frozen = passage();
      if (frozen) await frozen;
      if (signal.aborted) return;
      if (done) break;
      body.put(value);
      const room = body.room();
      if (room) await room;
    }
    body.end();
    sent();
  } catch (error) {
    if (!signal.aborted) body.fail(failure(error));
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
