import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { formatMs } from "../core/quantity.ts";
import type { Check } from "../core/scenario.ts";
import { durationSchema } from "../scenario/schema.ts";
import {
  type CheckerImplementation,
  checkData,
  type Entry,
  entriesOf,
  type Finding,
  fail,
  pass,
  unknown,
} from "./checker.ts";

const arguments_ = z.strictObject({
  /** The Receiver the storm was sent to. */
  receiver: z.string(),
  /** What every request is to be answered with; default 200. */
  status: z.int().min(100).max(599).optional(),
  /** Bounds on the time to the answer. */
  p50: durationSchema.optional(),
  p95: durationSchema.optional(),
  p99: durationSchema.optional(),
  max: durationSchema.optional(),
});
type Arguments = z.infer<typeof arguments_>;

/** Every request of every storm at a Receiver is answered as it should be, within the bounds. */
export function answersStorm(options: z.input<typeof arguments_>): Check {
  return checkData("answers-storm", options);
}

/** A sender that kept less of its rate than this sent another storm than the scenario's. */
const fewestSent = 0.99;

export const answersStormChecker: CheckerImplementation<Arguments> = {
  arguments: arguments_,
  check(history, with_) {
    const storms = entriesOf(history, "load.end").filter(
      ({ receiver }) => receiver === with_.receiver,
    );
    if (storms.length === 0) return unknown(`no storm at ${with_.receiver} came to its end`);
    const seconds = entriesOf(history, "load.second");
    const findings = storms.map((one) =>
      judgeStorm(
        one,
        seconds.filter(({ storm }) => storm === one.storm),
        with_,
      ),
    );
    const first = (outcome: Finding["outcome"]) => findings.find((one) => one.outcome === outcome);
    return (
      first("fail") ??
      first("unknown") ??
      pass(findings.map(({ because }) => because).join("; "), storms)
    );
  },
};

function judgeStorm(
  end: Entry<"load.end">,
  seconds: readonly Entry<"load.second">[],
  { status = 200, ...bounds }: Arguments,
): Finding {
  const { sent, wanted, dropped, durationMs } = end;
  const good = (figures: Entry<"load.end" | "load.second">) => figures.statuses[status] ?? 0;
  const otherwise = Object.entries(end.statuses).filter(([each]) => each !== String(status));
  if (otherwise.length > 0) {
    const told = otherwise.map(([each, count]) =>
      each === "0" ? `${count} not at all` : `${count} with ${each}`,
    );
    return fail(`of ${sent} requests ${good(end)} were answered ${status}, ${told.join(", ")}`, [
      ...seconds.filter((one) => good(one) < one.sent),
      end,
    ]);
  }
  const said: string[] = [];
  for (const name of ["p50", "p95", "p99", "max"] as const) {
    const bound = bounds[name];
    if (bound === undefined || durationMs === null) continue;
    const told = `${name} of the time to the answer is ${formatMs(durationMs[name])}`;
    if (durationMs[name] > (parseDuration(bound) ?? 0)) {
      return fail(`${told}, over ${bound} (${sent} requests)`, [end]);
    }
    said.push(`${told} of ${bound}`);
  }
  if (sent === 0 || sent < wanted * fewestSent) {
    return unknown(
      `only ${sent} of ${wanted} requests were sent (${dropped} dropped): not the storm that was to come`,
      [end],
    );
  }
  return pass([`all ${sent} requests were answered ${status}`, ...said].join(", "), [end]);
}
