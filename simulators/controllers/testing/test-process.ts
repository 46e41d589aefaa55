import type { ControllerProcess } from "../runtime/controller-process.ts";

/** What a test's process can't do without; the rest is as in `testProcess`. */
type Needed = "name" | "api" | "fetch" | "clock" | "random" | "signal";

/** A controller's surroundings with flags of its own, no memory to run out of, and no defect. */
export function testProcess(
  given: Pick<ControllerProcess, Needed> & Partial<Omit<ControllerProcess, Needed | "flags">>,
  flags: Partial<ControllerProcess["flags"]> = {},
): ControllerProcess {
  return {
    flags: {
      ...{ concurrent: 4, retryMsMin: 750, retryMsMax: 900_000, requeueDependencyMs: 30_000 },
      ...{ jitterPercent: 5, storageAddress: "", artifactRetentionMs: 60_000 },
      artifactRetentionRecords: 2,
      helmIndexBytesMax: 50 * 2 ** 20,
      featureGates: new Set(),
      ...flags,
    },
    impersonate: () => given.api,
    caches: new Map(),
    work: () => given.clock.sleep(20, given.signal),
    hold: () => ({ [Symbol.dispose]: () => {} }),
    room: () => Infinity,
    has: () => false,
    log: () => {},
    ...given,
  };
}
