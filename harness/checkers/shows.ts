import { z } from "zod";
import { findCondition } from "../analysis/condition.ts";
import type { Check } from "../core/scenario.ts";
import { conditionFields } from "../scenario/condition-fields.ts";
import {
  type CheckerImplementation,
  checkData,
  entriesOf,
  neverCame,
  pass,
  unknown,
} from "./checker.ts";
import { findSpan, spanSchema, spanText, within } from "./span.ts";

const arguments_ = z.strictObject({
  ...conditionFields,
  /** Regular expression on the message. */
  message: z.string().refine(isPattern, "expected a regular expression").optional(),
  during: spanSchema.optional(),
});

/** An object shows a condition: status, reason and message are what a user sees of a fault. */
export function shows(options: z.infer<typeof arguments_>): Check {
  return checkData("shows", options);
}

export const showsChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { kind, name, type = "Ready", status, reason, message, during }) {
    const span = during && findSpan(history, during);
    if (during && !span) return unknown(`${spanText(during)} never began`);
    const seen = entriesOf(history, "kube.object").filter(
      (entry) => entry.kind === kind && entry.name === name && within(span, entry),
    );
    const pattern = message === undefined ? undefined : new RegExp(message);
    const find = ({ state }: (typeof seen)[number]) =>
      findCondition(state, { type, status, reason }, (text) => pattern?.test(text) ?? true);
    const shown = seen.find(find);
    const wanted = [`${type}=${status}`, reason, message && `/${message}/`]
      .filter(Boolean)
      .join(" ");
    if (shown) {
      const found = find(shown);
      return pass(`${kind} ${name} showed ${type}=${status} ${found?.reason}: ${found?.message}`, [
        shown,
      ]);
    }
    const last = seen.at(-1)?.state.conditions?.find((condition) => condition.type === type);
    return neverCame(
      history,
      `${kind} ${name} never showed ${wanted}${during ? ` during ${spanText(during)}` : ""}; last seen: ${last ? `${last.type}=${last.status} ${last.reason}: ${last.message}` : "nothing"}`,
      seen.slice(-1),
    );
  },
};

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
