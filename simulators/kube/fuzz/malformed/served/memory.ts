import type { Clock } from "../../../../../harness/core/clock.ts";
import { residentOf } from "./served-program.ts";

const sampleEveryMs = 50;

/** Samples what a process holds until it is disposed of. */
export function watchMemory(pid: number, clock: Clock): { peak(): number } & AsyncDisposable {
  const over = new AbortController();
  let peak = 0;
  const sampling = (async () => {
    while (!over.signal.aborted) {
      peak = Math.max(peak, (await residentOf(pid))?.now ?? 0);
      await clock.sleep(sampleEveryMs, over.signal).catch(() => {});
    }
  })();
  return {
    peak: () => peak,
    async [Symbol.asyncDispose]() {
      over.abort();
      await sampling;
    },
  };
}
