import { z } from "zod";
import { describeExit } from "../core/describe-exit.ts";
import type { Check } from "../core/scenario.ts";
import {
  type CheckerImplementation,
  checkData,
  entriesOf,
  fail,
  pass,
  unknown,
} from "./checker.ts";

const arguments_ = z.strictObject({
  /** Controllers that may exit. */
  except: z.array(z.string()).optional(),
});

/** No controller exits. */
export function controllersStayUp(options: z.infer<typeof arguments_> = {}): Check {
  return checkData("controllers-stay-up", options);
}

export const controllersStayUpChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { except = [] }) {
    const started = entriesOf(history, "process.start").filter(
      ({ ofEnvironment }) => !ofEnvironment,
    );
    const watched = [...new Set(started.map(({ process }) => process))].filter(
      (name) => !except.includes(name),
    );
    if (watched.length === 0) return unknown("no controller was started");
    // An API server that ends is no controller's failure: the run is cut short by it, and says so.
    const exits = entriesOf(history, "process.exit").filter(({ process }) =>
      watched.includes(process),
    );
    const first = exits[0];
    if (!first) return pass(`none of ${watched.join(", ")} exited`);
    return fail(`${first.process} ${describeExit(first)}, ${exits.length} exits in all`, exits);
  },
};
