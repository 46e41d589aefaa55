import type { Clock } from "../../../harness/core/clock.ts";

/** By when a start, its first answers among it, is over. */
const startMs = 250;

/**
 * Lets the heap grow by a fifth at a time, which takes a third off what a server with ten thousand objects
 * holds. A server whose first requests come all at once has some five hundred functions optimized, one after
 * another: each job that is done goes at once, for where all wait until the last is compiled, malloc keeps
 * their 7 MiB in pieces too small to give back. Told to Node at the start, the options would cost a fifth of
 * that: Node keeps compiled code, its own too, by the options it was compiled under.
 */
export async function spareMemory(clock: Clock): Promise<void> {
  await clock.sleep(startMs);
  // Comes with its compiled code only before those options, and most clients need it.
  process.getBuiltinModule("node:http2");
  // What this start compiled is kept as compiled without the options.
  process.getBuiltinModule("node:module").flushCompileCache();
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  setFlagsFromString("--heap-growing-percent=20");
  setFlagsFromString("--no-maglev-destroy-on-background");
}
