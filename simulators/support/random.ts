import { createHash } from "node:crypto";
import type { Random } from "../../harness/core/clock.ts";

/** Numbers that depend on nothing but the seed (mulberry32 over a hash of the seed). */
export function seededRandom(seed: number | string): Random {
  let state = createHash("sha256").update(String(seed)).digest().readUInt32LE(0);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    fork: (label) => seededRandom(`${seed}/${label}`),
  };
}
