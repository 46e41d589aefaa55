import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";

/** When the parts of a start were done, for whoever wants to know where the time went. */
export interface Phases {
  /** Notes that `phase` is done; only the first time counts. */
  done(phase: string): void;
  /** Writes them into the history: milliseconds from the beginning. */
  record(recorder: Recorder, text?: string): void;
}

export function startPhases(clock: Clock): Phases {
  const beganAtMs = clock.nowMs();
  const data: Record<string, number> = {};
  return {
    done(phase) {
      data[phase] ??= Math.round(clock.nowMs() - beganAtMs);
    },
    record(recorder, text = "slot ready; milliseconds by phase") {
      recorder.record({ type: "note", text, data });
    },
  };
}
