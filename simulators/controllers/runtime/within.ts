import { allDone } from "../../support/on-abort.ts";
import type { ControllerProcess } from "./controller-process.ts";

/** Does something with a signal that aborts after so many milliseconds, or with the process. */
export async function within<T>(
  { clock, signal }: Pick<ControllerProcess, "clock" | "signal">,
  ms: number,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const done = new AbortController();
  clock.sleep(ms, AbortSignal.any([signal, done.signal])).then(
    () => deadline.abort(new Error("context deadline exceeded")),
    () => {},
  );
  try {
    return await act(AbortSignal.any([signal, deadline.signal]));
  } finally {
    done.abort(allDone);
  }
}
