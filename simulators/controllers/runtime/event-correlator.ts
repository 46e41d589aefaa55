import type { Clock } from "../../../harness/core/clock.ts";

interface Said {
  /** The object and its uid. */
  key: string;
  type: "Normal" | "Warning";
  reason: string;
  message: string;
}

interface Known {
  name: string | undefined;
  count: number;
  firstAt: string;
}

/** What is sent of an event; `named` tells the name it was stored under. */
interface Correlated {
  at(now: string): { known: string | undefined; count: number; firstAt: string; message: string };
  named(name: string): void;
}

/** Bucket of one object: 25 at once, then one every five minutes, as client-go's spam filter. */
const burst = 25;
const refillMs = 300_000;
/** More different messages than this within ten minutes become one Event, as client-go's aggregator. */
const messagesMax = 10;
const aggregateMs = 600_000;

/**
 * What client-go does to Events before it sends them: those said before are counted up, similar ones
 * combined, and too many dropped (undefined).
 */
export function createEventCorrelator(clock: Clock): (said: Said) => Correlated | undefined {
  const events = new Map<string, Known>();
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  const similar = new Map<string, { messages: Set<string>; atMs: number }>();

  return (said) => {
    const group = JSON.stringify([said.key, said.type, said.reason]);
    const isMany = countSimilar(group, said.message) > messagesMax;
    const message = isMany ? `(combined from similar events): ${said.message}` : said.message;
    if (!spend(said.key)) return undefined;
    const identity = isMany ? group : JSON.stringify([group, message]);
    return {
      at(now) {
        const known = events.get(identity) ?? { name: undefined, count: 0, firstAt: now };
        known.count += 1;
        events.set(identity, known);
        return { known: known.name, count: known.count, firstAt: known.firstAt, message };
      },
      named(name) {
        const known = events.get(identity);
        if (known) known.name = name;
      },
    };
  };

  function countSimilar(group: string, message: string): number {
    const nowMs = clock.nowMs();
    const before = similar.get(group);
    const current =
      before && nowMs - before.atMs <= aggregateMs
        ? before
        : { messages: new Set<string>(), atMs: 0 };
    current.atMs = nowMs;
    current.messages.add(message);
    similar.set(group, current);
    return current.messages.size;
  }

  function spend(key: string): boolean {
    const nowMs = clock.nowMs();
    const bucket = buckets.get(key) ?? { tokens: burst, atMs: nowMs };
    const refilled = Math.min(burst, bucket.tokens + (nowMs - bucket.atMs) / refillMs);
    const isLeft = refilled >= 1;
    buckets.set(key, { tokens: isLeft ? refilled - 1 : refilled, atMs: nowMs });
    return isLeft;
  }
}
