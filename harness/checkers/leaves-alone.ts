import { z } from "zod";
import { formatMs } from "../core/quantity.ts";
import type { Check } from "../core/scenario.ts";
import {
  type CheckerImplementation,
  checkData,
  entriesOf,
  fail,
  pass,
  unknown,
} from "./checker.ts";
import { findSpan, spanSchema, spanText, within } from "./span.ts";

const arguments_ = z.strictObject({
  /** Name of the Kustomization that applied them. */
  kustomization: z.string(),
  during: spanSchema,
});

/** None of the objects that a Kustomization applied is made, changed or deleted in that time. */
export function leavesAlone(options: z.infer<typeof arguments_>): Check {
  return checkData("leaves-alone", options);
}

export const leavesAloneChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { kustomization, during }) {
    const span = findSpan(history, during);
    if (!span) return unknown(`${spanText(during)} never began`);
    const managed = entriesOf(history, "kube.object").filter(
      ({ state }) => state.owner?.split("/")[1] === kustomization,
    );
    const before = managed.filter(({ seq }) => seq < span.from);
    if (before.length === 0) {
      return unknown(`${kustomization} had applied nothing before ${spanText(during)}`);
    }
    const touched = managed.filter((entry) => within(span, entry));
    const [first] = touched;
    if (first) {
      const said = `${first.kind} ${first.name} of ${kustomization} was ${first.change}`;
      return fail(`${said} during ${spanText(during)}`, touched);
    }
    const names = new Set(before.map(({ kind, name }) => `${kind} ${name}`));
    const lasted = formatMs(span.toMs - span.fromMs);
    const said = `none of ${names.size} objects of ${kustomization} was touched for ${lasted}`;
    return span.ended
      ? pass(said, before.slice(-1))
      : unknown(`${said}, but ${spanText(during)} never ended`);
  },
};
