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

const arguments_ = z.strictObject({
  /** Name of the GitRepository and its repository. */
  name: z.string(),
  /** Its `spec.timeout`. */
  timeout: durationSchema,
  /** How much later than that an attempt may end. */
  overrun: durationSchema,
});

/** Every fetch of a source ends, well or not, at most so much later than its `spec.timeout`. */
export function deadlineHolds(options: z.infer<typeof arguments_>): Check {
  return checkData("deadline-holds", options);
}

export const deadlineHoldsChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { name, timeout, overrun }) {
    const timeoutMs = parseDuration(timeout) ?? 0;
    const attempts = fetchAttempts(history, name).filter(
      ({ tookMs, failed }) => failed || tookMs > timeoutMs,
    );
    if (attempts.length === 0)
      return unknown(`no fetch of ${name} reached its timeout of ${timeout}`);
    const longest = attempts.reduce((a, b) => (b.tookMs > a.tookMs ? b : a));
    const said = `${attempts.length} fetches of ${name} met their timeout of ${timeout}; the longest ended ${formatMs(Math.max(0, longest.tookMs - timeoutMs))} past it`;
    const evidence = [{ seq: longest.from }, { seq: longest.to }];
    return longest.tookMs - timeoutMs > (parseDuration(overrun) ?? 0)
      ? fail(`${said}, over ${overrun}`, evidence)
      : pass(said, evidence);
  },
};

interface FetchAttempt {
  /** `seq` of the request that carried the objects, and of the state that told the outcome. */
  from: number;
  to: number;
  tookMs: number;
  /** Ended by the deadline rather than by an artifact. */
  failed: boolean;
}

/**
 * Fetches of a repository: from the reference listing that came before the objects to the state that
 * shows a new artifact or the deadline. A source has one fetch at a time, so that the next listing ends
 * the search: a fetch whose outcome left the state as it was is not found.
 */
export function fetchAttempts(history: readonly HistoryEntry[], name: string): FetchAttempt[] {
  const requests = entriesOf(history, "git.request")
    .filter(({ repository }) => repository === name)
    .sort((a, b) => a.tMs - b.tMs);
  const states = entriesOf(history, "kube.object").filter(
    (entry) => entry.kind === "GitRepository" && entry.name === name,
  );
  const attempts: FetchAttempt[] = [];
  for (const [index, request] of requests.entries()) {
    if (request.endpoint !== "pack") continue;
    const listing = requests.slice(0, index).findLast(({ endpoint }) => endpoint === "refs");
    const next = requests.slice(index + 1).find(({ endpoint }) => endpoint === "refs");
    const end = states.findIndex(
      ({ tMs }, at) =>
        tMs > request.tMs && tMs <= (next?.tMs ?? Infinity) && outcomeOf(states, at) !== undefined,
    );
    const state = states[end];
    if (!state || attempts.some(({ to }) => to === state.seq)) continue;
    attempts.push({
      from: request.seq,
      to: state.seq,
      tookMs: state.tMs - (listing ?? request).tMs,
      failed: outcomeOf(states, end) === "deadline",
    });
  }
  return attempts;
}

/** What the state at an index says of the fetch that ended with it; undefined if none did. */
function outcomeOf(
  states: readonly Entry<"kube.object">[],
  at: number,
): "artifact" | "deadline" | undefined {
  const [state, before] = [states[at], states[at - 1]];
  const revision = state?.state.artifact?.revision;
  if (revision !== undefined && revision !== before?.state.artifact?.revision) return "artifact";
  return isStopped(state) && !isStopped(before) ? "deadline" : undefined;
}

/** The deadline ended a fetch and no new attempt began: a retry keeps `FetchFailed` while it works. */
function isStopped(entry: Entry<"kube.object"> | undefined): boolean {
  const conditions = entry?.state.conditions ?? [];
  const works = conditions.some(
    ({ type, reason }) => type === "Reconciling" && reason === "Progressing",
  );
  const hitDeadline = conditions.some(
    ({ type, status, message }) =>
      type === "FetchFailed" && status === "True" && message.includes("deadline exceeded"),
  );
  return hitDeadline && !works;
}
