import type { Clock } from "../../../harness/core/clock.ts";
import { ApiError } from "../model/api-error.ts";

/** `--request-timeout` of kube-apiserver. */
const bodyMsMax = 60_000;
const lookEveryMs = 5_000;

/** Ends the reading of bodies that don't come to their end. */
export interface BodyDeadlines {
  /** The signal aborts, with what to answer, some time after the minute that a request may take. */
  begin(): { signal: AbortSignal; end(): void };
}

const known = new WeakMap<Clock, BodyDeadlines>();

/** One timer for all bodies of a server: one for each would be most of what a small request takes. */
export function bodyDeadlines(clock: Clock): BodyDeadlines {
  const deadlines = known.get(clock) ?? create(clock);
  known.set(clock, deadlines);
  return deadlines;
}

function create(clock: Clock): BodyDeadlines {
  const begun = new Map<AbortController, number>();
  let looking = false;
  const look = async () => {
    looking = true;
    while (begun.size > 0) {
      await clock.sleep(lookEveryMs);
      const latestMs = clock.nowMs() - bodyMsMax;
      for (const [controller, startedMs] of begun) {
        if (startedMs > latestMs) break;
        begun.delete(controller);
        controller.abort(timeout());
      }
    }
    looking = false;
  };
  return {
    begin() {
      const controller = new AbortController();
      begun.set(controller, clock.nowMs());
      if (!looking) void look();
      return { signal: controller.signal, end: () => void begun.delete(controller) };
    },
  };
}

function timeout(): ApiError {
  const message = "Timeout: request did not complete within the allotted timeout";
  return new ApiError({ message, reason: "Timeout", details: {}, code: 504 });
}
