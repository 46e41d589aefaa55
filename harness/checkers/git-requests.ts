import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import type { HistoryEntry } from "../core/history.ts";
import { formatMs } from "../core/quantity.ts";
import type { Check } from "../core/scenario.ts";
import { durationSchema } from "../scenario/schema.ts";
import {
  type CheckerImplementation,
  checkData,
  type Entry,
  entriesOf,
  fail,
  pass,
  unknown,
} from "./checker.ts";
import { findSpan, type SpanName, spanSchema, spanText } from "./span.ts";

const budgetArguments = z.strictObject({
  repository: z.string(),
  during: spanSchema,
  max: z.int().min(0),
});

/** The Git host gets no more than so many requests for a repository. */
export function gitRequestsStayUnder(options: z.infer<typeof budgetArguments>): Check {
  return checkData("git-requests-stay-under", options);
}

export const gitRequestsStayUnderChecker: CheckerImplementation<z.infer<typeof budgetArguments>> = {
  arguments: budgetArguments,
  check(history, { repository, during, max }) {
    const span = findSpan(history, during);
    if (!span) return unknown(`${spanText(during)} never began`);
    const requests = requestsFor(history, repository, during);
    const said = `${requests.length} requests in ${formatMs(span.toMs - span.fromMs)}`;
    return requests.length > max
      ? fail(`${said}, over ${max}`, requests.slice(max))
      : pass(`${said}, of at most ${max}`, requests);
  },
};

const backOffArguments = z.strictObject({
  repository: z.string(),
  during: spanSchema,
  /** First wait; doubles with every failure. Flux: `--min-retry-delay`, 750ms. */
  first: durationSchema,
  /** What a wait may take longer than it should: the reconcile itself, a busy machine. */
  slack: durationSchema,
});

/** Failing requests for a repository come at exponentially growing distances, whatever the host asked for. */
export function backsOff(options: z.infer<typeof backOffArguments>): Check {
  return checkData("backs-off", options);
}

/** Timers fire late, never early; this much is left for rounding. */
const earliest = 0.97;

export const backsOffChecker: CheckerImplementation<z.infer<typeof backOffArguments>> = {
  arguments: backOffArguments,
  check(history, { repository, during, first, slack }) {
    if (!findSpan(history, during)) return unknown(`${spanText(during)} never began`);
    const requests = requestsFor(history, repository, during).filter(({ status }) => status >= 400);
    const gapsMs = requests.slice(1).map(({ tMs }, index) => tMs - (requests[index]?.tMs ?? 0));
    if (gapsMs.length < 3)
      return unknown(`only ${requests.length} failing requests, at least 4 are needed`, requests);
    const firstMs = parseDuration(first) ?? 0;
    const slackMs = parseDuration(slack) ?? 0;
    const wrong = gapsMs.findIndex((gapMs, index) => {
      const expectedMs = firstMs * 2 ** index;
      return gapMs < expectedMs * earliest || gapMs > expectedMs + slackMs;
    });
    const said = gapsMs.map((gapMs) => (gapMs / 1000).toFixed(2)).join(", ");
    return wrong >= 0
      ? fail(
          `waits of ${said} s: number ${wrong + 1} should be ${formatMs(firstMs * 2 ** wrong)}`,
          requests.slice(wrong, wrong + 2),
        )
      : pass(`waits of ${said} s double from ${first}`, requests);
  },
};

function requestsFor(
  history: readonly HistoryEntry[],
  repository: string,
  during: SpanName,
): Entry<"git.request">[] {
  const span = findSpan(history, during);
  if (!span) return [];
  // A request is recorded when its answer ends; what counts is when it came. A fault may meet a request
  // in the moment before its start is recorded.
  const metFault = ({ faults }: Entry<"git.request">) =>
    span.fault !== null && faults.includes(span.fault);
  return entriesOf(history, "git.request")
    .filter((request) => request.repository === repository)
    .filter(
      (request) => (request.tMs >= span.fromMs && request.tMs <= span.toMs) || metFault(request),
    )
    .sort((a, b) => a.tMs - b.tMs);
}
