import { z } from "zod";
import { describeExit } from "../core/describe-exit.ts";
import { formatBytes } from "../core/quantity.ts";
import type { Check } from "../core/scenario.ts";
import { parseBytes } from "../scenario/bytes.ts";
import { bytesSchema } from "../scenario/schema.ts";
import {
  type CheckerImplementation,
  checkData,
  entriesOf,
  fail,
  neverCame,
  pass,
  unknown,
} from "./checker.ts";

/** Resident memory of the process, or the cgroup's anonymous memory or working set. */
export const memoryFigure = z.enum(["rss", "anon", "workingSet"]);

const underArguments = z.strictObject({
  process: z.string(),
  figure: memoryFigure,
  max: bytesSchema,
});

/** A controller's memory stays under a bound at every sample. */
export function memoryStaysUnder(options: z.infer<typeof underArguments>): Check {
  return checkData("memory-stays-under", options);
}

export const memoryStaysUnderChecker: CheckerImplementation<z.infer<typeof underArguments>> = {
  arguments: underArguments,
  check(history, { process, figure, max }) {
    const samples = entriesOf(history, "process.usage")
      .filter((entry) => entry.process === process)
      .map((entry) => ({ seq: entry.seq, bytes: figure === "rss" ? entry.rssPeak : entry[figure] }))
      .filter((sample): sample is { seq: number; bytes: number } => sample.bytes !== undefined);
    if (samples.length === 0) return unknown(`no sample of ${figure} of ${process}`);
    const peak = samples.reduce((a, b) => (b.bytes > a.bytes ? b : a));
    const said = `${figure} of ${process} peaked at ${formatBytes(peak.bytes)} in ${samples.length} samples`;
    return peak.bytes > (parseBytes(max) ?? 0)
      ? fail(`${said}, over ${max}`, [peak])
      : pass(`${said}, under ${max}`, [peak]);
  },
};

const oomArguments = z.strictObject({ process: z.string() });

/** The kernel kills a controller for its memory limit, and the controller is started again each time. */
export function isKilledAndRestarted(options: z.infer<typeof oomArguments>): Check {
  return checkData("is-killed-and-restarted", options);
}

export const isKilledAndRestartedChecker: CheckerImplementation<z.infer<typeof oomArguments>> = {
  arguments: oomArguments,
  check(history, { process }) {
    const exits = entriesOf(history, "process.exit").filter((entry) => entry.process === process);
    const other = exits.filter(({ oomKilled }) => !oomKilled);
    if (other[0]) {
      const how = `${process} ${describeExit(other[0])}`;
      return fail(`${how}: ${other.length} of ${exits.length} exits without an OOM kill`, other);
    }
    const first = exits[0];
    if (!first) return neverCame(history, `${process} was never killed`);
    const starts = entriesOf(history, "process.start").filter((entry) => entry.process === process);
    const workers = entriesOf(history, "process.workers").find(
      (entry) => entry.process === process && entry.seq > first.seq,
    );
    const restarts = starts.filter(({ seq }) => seq > first.seq);
    if (!workers)
      return neverCame(
        history,
        `${process} was killed ${exits.length} times and its workers never ran again`,
        exits,
      );
    const forGood = exits.filter(({ restartInMs }) => restartInMs === null);
    if (forGood[0]) return fail(`${process} was killed and not started again`, forGood);
    return pass(
      `${process} was killed by the kernel ${exits.length} times and started again ${restarts.length} times`,
      [...exits, workers],
    );
  },
};
