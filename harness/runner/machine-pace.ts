import { once } from "node:events";
import { Worker } from "node:worker_threads";

/**
 * Has `work` done and tells how slow the machine was meanwhile: milliseconds of processor time that always the same
 * computation took; undefined where the work was over before that could be told.
 */
export type MeasurePace = <T>(
  work: () => Promise<T>,
) => Promise<{ done: T; paceMs: number | undefined }>;

/** For where time is not real, or nobody asks. */
export const unpaced: MeasurePace = async (work) => ({ done: await work(), paceMs: undefined });

/** What the worker keeps up to date, from when it is ready on. */
export interface PaceCounts {
  /** Computations that are over, and microseconds of its thread's processor time for them. */
  counts: Float64Array<SharedArrayBuffer>;
}

/** Fewer say too little: one is off by some 30 % where the machine's pace turns from one second to the next. */
const fewest = 10;

/**
 * A thread computes a little ten times a second, beside the work, for a part of a processor of some 2 %. It is its
 * processor time that counts, not how long it waited for a processor: it is the same however busy the work keeps
 * the machine, so that nothing a subject does is taken for the machine's doing. What moves it is the host: its
 * clock rate and what else runs on its cores. Between runs of Flux on two CPUs of a shared host it explained four
 * fifths of how much commit-to-ready varied (docs/decisions.md).
 */
export const measuredPace: MeasurePace = async (work) => {
  const counts = new Float64Array(new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT));
  const worker = new Worker(workerFile, { workerData: { counts } satisfies PaceCounts });
  let isBroken = false;
  try {
    await once(worker, "message");
    worker.on("error", () => {
      isBroken = true;
    });
    const [piecesBefore = 0, beforeUs = 0] = counts;
    const done = await work();
    const [pieces = 0, tookUs = 0] = counts;
    const made = pieces - piecesBefore;
    const isTold = !isBroken && made >= fewest;
    return { done, paceMs: isTold ? (tookUs - beforeUs) / made / 1_000 : undefined };
  } finally {
    await worker.terminate();
  }
};

/** TypeScript in the checkout, JavaScript in the package. */
const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const workerFile = new URL(`pace-worker.${extension}`, import.meta.url);
