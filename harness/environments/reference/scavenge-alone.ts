import { setFlagsFromString } from "node:v8";
import { isMainThread } from "node:worker_threads";

/**
 * Lets each thread of this process collect its young objects by itself, from now on. The model has a thread on
 * every processor, so helpers of one's collection wait for processors that the others use. Of V8's options this
 * is one that needs no code compiled anew, and may change at any time.
 */
export function scavengeAlone(): void {
  // Options are those of the process: its other threads find them set.
  if (isMainThread) setFlagsFromString("--no-parallel-scavenge");
}
