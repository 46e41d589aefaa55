import { z } from "zod";
import type { Check } from "../core/scenario.ts";
import { kindSchema } from "../scenario/kinds.ts";
import {
  type CheckerImplementation,
  checkData,
  entriesOf,
  fail,
  neverCame,
  pass,
  unknown,
} from "./checker.ts";
import { findSpan, spanSchema, spanText } from "./span.ts";

const arguments_ = z.strictObject({
  kind: kindSchema,
  name: z.string(),
  /** `source-controller-shard1` */
  process: z.string(),
  /** At the end of which it is; at that of the run by default. */
  after: spanSchema.optional(),
});

/** A source's artifact is where one instance of source-controller serves it, by the URL in its status. */
export function artifactServedBy(options: z.infer<typeof arguments_>): Check {
  return checkData("artifact-served-by", options);
}

export const artifactServedByChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { kind, name, process, after }) {
    const span = after && findSpan(history, after);
    if (after && !span?.ended) return unknown(`${spanText(after)} never ended`);
    const to = span?.to ?? Infinity;
    const starts = entriesOf(history, "process.start").filter(({ seq }) => seq <= to);
    const start = starts.findLast((entry) => entry.process === process);
    if (start?.serves === undefined) return unknown(`${process} serves no artifacts`);
    const state = entriesOf(history, "kube.object").findLast(
      (entry) => entry.kind === kind && entry.name === name && entry.seq <= to,
    );
    const url = state?.change === "deleted" ? undefined : state?.state.artifact?.url;
    if (!state || url === undefined)
      return neverCame(history, `${kind} ${name} has no artifact`, state ? [state] : []);
    const server = starts.findLast(({ serves }) => serves === hostOf(url));
    return server?.process === process
      ? pass(`${process} serves the artifact of ${kind} ${name}`, [server, state])
      : fail(
          `${server?.process ?? hostOf(url)} serves the artifact of ${kind} ${name}, not ${process}`,
          [start, state],
        );
  },
};

/** Host and port of an artifact's URL; where a host name ends in a dot, it is left out. */
function hostOf(url: string): string | undefined {
  return URL.parse(url)?.host;
}
