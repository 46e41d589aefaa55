import { z } from "zod";
import { isReady } from "../analysis/latency.ts";
import { parseDuration } from "../core/duration.ts";
import { formatMs } from "../core/quantity.ts";
import type { Check } from "../core/scenario.ts";
import { kindSchema } from "../scenario/kinds.ts";
import { durationSchema } from "../scenario/schema.ts";
import {
  type CheckerImplementation,
  checkData,
  entriesOf,
  fail,
  pass,
  unknown,
} from "./checker.ts";
import { findSpan, latestMs, spanSchema, spanText } from "./span.ts";

const arguments_ = z.strictObject({
  kind: kindSchema,
  name: z.string(),
  after: spanSchema,
  within: durationSchema,
});

/** An object that was not Ready when a fault or step ended becomes Ready in time. */
export function recovers(options: z.infer<typeof arguments_>): Check {
  return checkData("recovers", options);
}

export const recoversChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { kind, name, after, within }) {
    const span = findSpan(history, after);
    if (!span?.ended) return unknown(`${spanText(after)} never ended`);
    const seen = entriesOf(history, "kube.object").filter(
      (entry) => entry.kind === kind && entry.name === name,
    );
    const before = seen.filter(({ seq }) => seq <= span.to).at(-1);
    if (!before || before.change === "deleted")
      return unknown(`${kind} ${name} was not there before ${spanText(after)} ended`);
    if (isReady(before.state))
      return unknown(
        `${kind} ${name} was Ready when ${spanText(after)} ended: nothing to recover from`,
        [before],
      );
    const limitMs = parseDuration(within) ?? 0;
    const ready = seen.find(
      ({ seq, change, state }) => seq > span.to && change !== "deleted" && isReady(state),
    );
    if (!ready) {
      const waitedMs = latestMs(history) - span.toMs;
      const said = `${kind} ${name} did not become Ready in the ${formatMs(waitedMs)} after ${spanText(after)}`;
      return waitedMs > limitMs
        ? fail(said, [before])
        : unknown(`${said}, and ${within} had not passed when the history ended`, [before]);
    }
    const tookMs = ready.tMs - span.toMs;
    const said = `${kind} ${name} was Ready ${formatMs(tookMs)} after ${spanText(after)}`;
    return tookMs > limitMs
      ? fail(`${said}, later than ${within}`, [before, ready])
      : pass(`${said}, within ${within}`, [before, ready]);
  },
};
