import { z } from "zod";
import { growthOf } from "../analysis/growth.ts";
import { formatBytes, formatMs } from "../core/quantity.ts";
import type { Check } from "../core/scenario.ts";
import { parseBytes } from "../scenario/bytes.ts";
import { bytesSchema } from "../scenario/schema.ts";
import {
  type CheckerImplementation,
  checkData,
  entriesOf,
  fail,
  pass,
  unknown,
} from "./checker.ts";
import { memoryFigure } from "./memory.ts";
import { findSpan, spanSchema, spanText, within } from "./span.ts";

const arguments_ = z.strictObject({
  process: z.string(),
  figure: memoryFigure,
  /** From where on it is to be warm, until when it is watched. */
  during: spanSchema,
  /** Bytes that it may have grown by at the end of that. */
  growth: bytesSchema,
});

/** A controller that does the same again and again holds as much memory at the end of a span as at its beginning. */
export function memoryLevelsOff(options: z.infer<typeof arguments_>): Check {
  return checkData("memory-levels-off", options);
}

/** `unknown` where the bound lies within what the growth may be: a longer span tells. */
export const memoryLevelsOffChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { process, figure, during, growth: bound }) {
    const span = findSpan(history, during);
    if (!span?.ended) return unknown(`${spanText(during)} was not seen to end`);
    const exit = entriesOf(history, "process.exit").find(
      (entry) => entry.process === process && within(span, entry),
    );
    if (exit) return unknown(`${process} began anew during ${spanText(during)}`, [exit]);
    const samples = entriesOf(history, "process.usage").flatMap((entry) => {
      const { seq, tMs, [figure]: value } = entry;
      const counts = entry.process === process && value !== undefined && within(span, entry);
      return counts ? [{ seq, tMs, value }] : [];
    });
    const seen = growthOf(samples);
    const ends = [...samples.slice(0, 1), ...samples.slice(-1)];
    if (!seen)
      return unknown(`${samples.length} samples of ${figure} of ${process} tell no growth`, ends);
    const { value, low, high, overMs } = seen;
    const grown = [value, low, high].map(signedBytes);
    const said = `${figure} of ${process} grew by ${grown[0]} (${grown[1]} to ${grown[2]}) in ${formatMs(overMs)}`;
    const bytes = parseBytes(bound) ?? 0;
    if (low > bytes) return fail(`${said}, over ${bound}`, ends);
    if (high > bytes) return unknown(`${said}, which may be over ${bound}`, ends);
    return pass(`${said}, under ${bound}`, ends);
  },
};

function signedBytes(bytes: number): string {
  return `${bytes < 0 ? "−" : ""}${formatBytes(Math.abs(bytes))}`;
}
