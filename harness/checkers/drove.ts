import { z } from "zod";
import { type CheckerImplementation, entriesOf, fail, pass, unknown } from "./checker.ts";

const arguments_ = z.strictObject({});

const unsaid = "it was not said why";

/**
 * The drive went through: every step that awaited something got it in time (else `fail`), nothing the
 * scenario asks for was unsupported, and the run came to its end (else `unknown`).
 */
export const drove: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history) {
    const late = entriesOf(history, "step.end").filter(({ outcome }) => outcome === "timeout");
    if (late.length > 0) return fail(late[0]?.because ?? "a step was not done in time", late);
    const unsupported = entriesOf(history, "unsupported");
    if (unsupported[0]) {
      const { what, because } = unsupported[0];
      return unknown(`${what} is unsupported, because ${because}`, unsupported);
    }
    const end = entriesOf(history, "run.end")[0];
    if (!end) return unknown("the history has no end: the run was killed", history.slice(-1));
    if (end.outcome !== "done") {
      return unknown(
        `the run was ${end.outcome === "error" ? "ended by an error" : "interrupted"}: ${end.because ?? unsaid}`,
        [end],
      );
    }
    const steps = entriesOf(history, "step.end");
    const broken = steps.filter(({ outcome }) => outcome === "error");
    if (broken[0])
      return unknown(`step ${broken[0].step} failed: ${broken[0].because ?? unsaid}`, broken);
    return pass(`all ${steps.length} steps were done in time`);
  },
};
