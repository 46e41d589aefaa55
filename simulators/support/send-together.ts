import type { Writable } from "node:stream";
import type { Clock } from "../../harness/core/clock.ts";
import { wallClock } from "./clock.ts";

/** Writes a piece of an answer with others that go out at about the same time. */
export type SendTogether = (outgoing: Writable, piece: Uint8Array) => void;

/** So many answers that are written to at once make it worth while to wait for what comes next. */
const crowdMin = 16;
/** A write costs what its bytes cost sixteen times over, on both ends: a crowd is written to this seldom. */
export const crowdPauseMs = 4;

/**
 * All pieces of one turn of the event loop go out together, and those that come right after a crowd of
 * answers was written to wait for more. A piece that no crowd's went before isn't kept.
 */
export function createSendTogether(clock: Clock): SendTogether {
  const corked = new Set<Writable>();
  let begun = false;
  const send = () => {
    const isCrowd = corked.size >= crowdMin;
    for (const outgoing of corked) outgoing.uncork();
    corked.clear();
    if (isCrowd) void clock.sleep(crowdPauseMs).then(goOn);
    else begun = false;
  };
  const goOn = () => {
    if (corked.size > 0) send();
    else begun = false;
  };
  return (outgoing, piece) => {
    if (outgoing.writableCorked === 0) {
      outgoing.cork();
      corked.add(outgoing);
    }
    outgoing.write(piece);
    if (begun) return;
    begun = true;
    setImmediate(send);
  };
}

/** What goes over connections goes in the time of this world, whatever clock its server has. */
export const sendTogether: SendTogether = createSendTogether(wallClock());
