import { allDone, onAbort } from "../../support/on-abort.ts";
import type { ControllerProcess } from "./controller-process.ts";

/** Does something with a signal that aborts after so many milliseconds, or with the process. */
export async function within<T>(
  { clock, signal }: Pick<ControllerProcess, "clock" | "signal">,
  ms: number,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // Followed by hand: a signal of several costs more than what is mostly done with it.
  const ending = new AbortController();
  const done = new AbortController();
  const stay = onAbort(signal, () => {
    done.abort(allDone);
    ending.abort(signal.reason);
  });
  if (signal.aborted) ending.abort(signal.reason);
  else {
    clock.sleep(ms, done.signal).then(
      () => ending.abort(new Error("context deadline exceeded")),
      () => {},
    );
  }
  try {
    return await act(ending.signal);
  } finally {
    stay();
    done.abort(allDone);
  }
}
