import { z } from "zod";
import { entryPatternSchema, matchesEntry, patternText } from "../analysis/entry-pattern.ts";
import type { Check } from "../core/scenario.ts";
import {
  type CheckerImplementation,
  checkData,
  fail,
  neverCame,
  pass,
  unknown,
} from "./checker.ts";
import { findSpan, spanSchema, spanText, within } from "./span.ts";

const arguments_ = z.strictObject({
  /** Entries of the history by their fields; see `EntryPattern`. */
  what: entryPatternSchema,
  /** So many of them, neither more nor fewer. */
  times: z.int().min(0).optional(),
  /** At least so many; 1 unless `times` or `max` is given. */
  min: z.int().min(0).optional(),
  max: z.int().min(0).optional(),
  during: spanSchema.optional(),
});

/** Something happens so often: an Event, a notification, a webhook answered so. */
export function occurs(options: z.input<typeof arguments_>): Check {
  return checkData("occurs", options);
}

export const occursChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { what, times, max = times ?? Infinity, during, ...given }) {
    const min = times ?? given.min ?? (max === Infinity ? 1 : 0);
    const span = during && findSpan(history, during);
    if (during && !span) return unknown(`${spanText(during)} never began`);
    const found = history.filter((entry) => within(span, entry) && matchesEntry(what, entry));
    const place = during ? ` during ${spanText(during)}` : "";
    const said = `${patternText(what)} came ${found.length} times${place}`;
    if (found.length > max) return fail(`${said}, over ${max}`, found.slice(max));
    if (found.length < min) return neverCame(history, `${said}, under ${min}`, found);
    return pass(said, found);
  },
};
