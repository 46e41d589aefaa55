import type { Clock } from "../../../harness/core/clock.ts";
import { createFairTurns } from "../../support/fair-turns.ts";
import { ReceivedRequest } from "../../support/received-request.ts";
import { isFullOfUnsent, isHalfFullOfUnsent, roomForUnsent } from "../../support/unsent.ts";
import { ApiError } from "../model/api-error.ts";

/** Lists and watches of few objects that begin in one turn of the event loop. */
const shortMax = 8;
/** Of so many objects, which are gone through at once. */
const shortObjectsMax = 1_000;
/** Pieces of lists that are made in one turn of the event loop. */
const piecesMax = 16;
/** As long as clients that read need to make room, and those that don't to be let go of. */
const waitMsMax = 5_000;
const lookEveryMs = 500;

const turns = {
  short: createFairTurns({ perTurn: shortMax, closed: () => isFullOfUnsent("short") }),
  long: createFairTurns({ perTurn: 1, closed: () => isFullOfUnsent("long") }),
};
const pieces = createFairTurns({ perTurn: piecesMax });

/** A request that is to be answered at some length. */
export interface WaitingRequest {
  request: Request;
  signal: AbortSignal;
  clock: Clock;
  /** That are gone through at once. */
  objects?: number;
}

/**
 * Resolves when one more list or watch may begin: held back while clients leave unread what the memory
 * can hold no more of. @throws ApiError TooManyRequests when that doesn't end, and the reason of `signal`
 * when the client is gone.
 */
export async function roomForAnswer(waiting: WaitingRequest): Promise<void> {
  const { request, signal, clock, objects = 0 } = waiting;
  const length = objects > shortObjectsMax ? "long" : "short";
  const entry: Held = { sinceMs: clock.nowMs(), length, refused: false };
  const gone = () => signal.aborted || entry.refused;
  const turn = turns[length].take({ flow: flowOf(request), gone });
  if (!turn) return;
  held.add(entry);
  if (!looking) void look(clock);
  await turn;
  held.delete(entry);
  signal.throwIfAborted();
  if (entry.refused) throw tooManyRequests();
}

/**
 * The same for what is answered at once, which waits only when memory is full; and begins in turns before that,
 * for an answer counts only once it is made.
 */
export function roomWhenFull(waiting: WaitingRequest): Promise<void> | undefined {
  return isHalfFullOfUnsent() ? roomForAnswer(waiting) : undefined;
}

/** Undefined when the next piece of a list may be made at once, else resolves when it may. */
export function turnForPiece(flow: object, signal: AbortSignal): Promise<void> | undefined {
  return pieces.take({ flow, gone: () => signal.aborted });
}

/** What a request shares with others that wait for each other: the connection they came over. */
export function flowOf(request: Request): object {
  return request instanceof ReceivedRequest ? request.connection : inside;
}

const inside = {};

interface Held {
  sinceMs: number;
  length: "short" | "long";
  refused: boolean;
}

const held = new Set<Held>();
let looking = false;

/** While anything waits: refuses what waited too long for memory, and begins anew when there is room. */
async function look(clock: Clock): Promise<void> {
  looking = true;
  while (held.size > 0) {
    const rest = new AbortController();
    await Promise.race([clock.sleep(lookEveryMs, rest.signal).catch(() => {}), roomForUnsent()]);
    rest.abort();
    const latestMs = clock.nowMs() - waitMsMax;
    for (const each of held) {
      if (each.sinceMs < latestMs && isFullOfUnsent(each.length)) each.refused = true;
    }
    turns.short.wake();
    turns.long.wake();
  }
  looking = false;
}

export function tooManyRequests(): ApiError {
  return new ApiError({
    message: "Too many requests, please try again later.",
    reason: "TooManyRequests",
    details: { retryAfterSeconds: 1 },
    code: 429,
  });
}
