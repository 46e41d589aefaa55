import type { Writable } from "node:stream";
import type { Push } from "./pushed-answer.ts";
import { sendTogether } from "./send-together.ts";
import { countUnsent } from "./unsent.ts";

/**
 * Writes a body out as it comes. Resolves when it ended, or early, without ending it, when `signal`
 * aborts. Rejects with what `push` throws.
 */
export function sendPushed(sending: {
  push: Push;
  outgoing: Writable;
  signal: AbortSignal;
  /** A closed gate there freezes the answer. */
  passage: () => Promise<void> | undefined;
  /** Told when the client stops taking what is written, and when it does again. */
  untaken: (is: boolean) => void;
}): Promise<void> {
  const { push, outgoing, signal, passage, untaken } = sending;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let held: Uint8Array[] | undefined;
  let heldBytes = 0;
  let over = false;
  const backlogBytes = () => outgoing.writableLength + heldBytes;
  const unsent = countUnsent();
  let waiting = false;
  // What is taken at once is known to be so with the next piece.
  const count = () => {
    unsent.holds(backlogBytes());
    if (waiting || !outgoing.writableNeedDrain) return;
    waiting = true;
    untaken(true);
    outgoing.once("drain", () => {
      waiting = false;
      untaken(false);
      unsent.holds(backlogBytes());
    });
  };
  const finish = () => {
    outgoing.end();
    resolve();
  };
  const thaw = async () => {
    for (let frozen = passage(); frozen; frozen = passage()) await frozen;
    const pieces = held ?? [];
    held = undefined;
    heldBytes = 0;
    if (signal.aborted) return;
    for (const piece of pieces) outgoing.write(piece);
    if (over) finish();
  };
  const stop = push({
    write(piece) {
      if (over || signal.aborted) return;
      if (!held && passage()) {
        held = [];
        void thaw().catch(reject);
      }
      if (held) {
        held.push(piece);
        heldBytes += piece.byteLength;
      } else sendTogether(outgoing, piece);
      count();
    },
    end() {
      // An answer that is cut off must not look like one that ended.
      if (over || signal.aborted) return;
      over = true;
      if (!held) finish();
    },
    backlogBytes,
  });
  const leave = () => {
    if (!over) stop();
    resolve();
  };
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave, { once: true });
  if (outgoing.destroyed) unsent.gone();
  else outgoing.once("close", unsent.gone);
  return promise.finally(() => signal.removeEventListener("abort", leave));
}
