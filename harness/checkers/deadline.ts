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
 * the search: a fetch whose outcome left the state as it was is not found. A connection over SSH may list,
 * bring the objects, or both on it, which only its ends know.
 */
export function fetchAttempts(history: readonly HistoryEntry[], name: string): FetchAttempt[] {
  const requests = entriesOf(history, "git.request")
    .filter(({ repository }) => repository === name)
    .sort((a, b) => a.tMs - b.tMs);
  const states = entriesOf(history, "kube.object").filter(
    (entry) => entry.kind === "GitRepository" && entry.name === name,
  );
  const attempts: FetchAttempt[] = [];
  for (const { beganMs, request, untilMs } of [
    ...transfers(requests),
    ...connections(requests, states),
  ]) {
    const end = states.findIndex(
      ({ tMs }, at) => tMs > request.tMs && tMs <= untilMs && outcomeOf(states, at) !== undefined,
    );
    const state = states[end];
    if (!state || attempts.some(({ to }) => to === state.seq)) continue;
    attempts.push({
      from: request.seq,
      to: state.seq,
      tookMs: state.tMs - beganMs,
      failed: outcomeOf(states, end) === "deadline",
    });
  }
  return attempts;
}

/** What was asked of the Git host in one attempt. */
interface Transfer {
  beganMs: number;
  /** That which carried the objects. */
  request: Entry<"git.request">;
  /** From when on an outcome is that of another attempt. */
  untilMs: number;
}

/** Over HTTP, in the order of time: each request for objects, and the listing before it. */
function transfers(requests: readonly Entry<"git.request">[]): Transfer[] {
  return requests.flatMap((request, index) => {
    if (request.endpoint !== "pack") return [];
    const listing = requests.slice(0, index).findLast(({ endpoint }) => endpoint === "refs");
    const next = requests.slice(index + 1).find(({ endpoint }) => endpoint === "refs");
    return [{ beganMs: (listing ?? request).tMs, request, untilMs: next?.tMs ?? Infinity }];
  });
}

/**
 * Between a listing over SSH and the connection that brings the objects nothing is waited for; a controller's
 * shortest wait before it tries again is 750 ms.
 */
const betweenConnectionsMsMax = 500;

/**
 * Over SSH, in the order of time: connections of which each followed at once on the end of the one before, with no
 * outcome told meanwhile, are one attempt.
 */
function connections(
  requests: readonly Entry<"git.request">[],
  states: readonly Entry<"kube.object">[],
): Transfer[] {
  const found: Transfer[] = [];
  for (const request of requests) {
    if (request.endpoint !== "ssh") continue;
    const before = found.at(-1);
    if (before && isNextStep(before.request, request, states)) before.request = request;
    else {
      if (before) before.untilMs = request.tMs;
      found.push({ beganMs: request.tMs, request, untilMs: Infinity });
    }
  }
  return found;
}

function isNextStep(
  before: Entry<"git.request">,
  next: Entry<"git.request">,
  states: readonly Entry<"kube.object">[],
): boolean {
  const waitedMs = next.tMs - (before.tMs + before.durationMs);
  const told = states.some(
    ({ tMs }, at) => tMs > before.tMs && tMs <= next.tMs && outcomeOf(states, at) !== undefined,
  );
  return waitedMs <= betweenConnectionsMsMax && !told;
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
