import type { Clock } from "../../../harness/core/clock.ts";

/** By when a start, its first answers among it, is over. */
const startMs = 250;

/**
 * Lets the heap grow by a fifth at a time, which takes a third off what a server with ten thousand objects
 * holds. Told to Node at the start it would cost a fifth of that: Node keeps compiled code, its own too, by
 * the options it was compiled under.
 */
export async function spareMemory(clock: Clock): Promise<void> {
  await clock.sleep(startMs);
  // Comes with its compiled code only before that option, and most clients need it.
  process.getBuiltinModule("node:http2");
  // What this start compiled is kept as compiled without the option.
  process.getBuiltinModule("node:module").flushCompileCache();
  process.getBuiltinModule("node:v8").setFlagsFromString("--heap-growing-percent=20");
}
