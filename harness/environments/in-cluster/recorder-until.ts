import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";

/** Records nothing any more once the signal aborts: what controllers do while all is taken away says nothing. */
export function recorderUntil(
  signal: AbortSignal,
  { recorder, clock }: { recorder: Recorder; clock: Clock },
): Recorder {
  return {
    record(observation, tMs) {
      if (!signal.aborted) return recorder.record(observation, tMs);
      return { ...observation, seq: 0, tMs: tMs ?? clock.nowMs() };
    },
  };
}
