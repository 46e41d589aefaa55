import { z } from "zod";
import { commitOf, isReady } from "../analysis/latency.ts";
import type { HistoryEntry } from "../core/history.ts";
import type { Check } from "../core/scenario.ts";
import {
  type CheckerImplementation,
  checkData,
  type Entry,
  entriesOf,
  fail,
  neverCame,
  pass,
} from "./checker.ts";

const arguments_ = z.strictObject({
  /** The Kustomization that depends. */
  name: z.string(),
  /** The one it depends on, on the same repository. */
  dependency: z.string(),
  /** At least so many revisions; default 1. */
  revisions: z.int().min(1).optional(),
});

/** A Kustomization attempts no revision before the one it depends on was Ready at that revision. */
export function appliesAfter(options: z.infer<typeof arguments_>): Check {
  return checkData("applies-after", options);
}

export const appliesAfterChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { name, dependency, revisions = 1 }) {
    const attempts = firstOf(statesOf(history, name), ({ state }) => state.attempted);
    const readies = firstOf(statesOf(history, dependency), ({ state }) =>
      isReady(state) ? state.applied : undefined,
    );
    for (const [commit, attempt] of attempts) {
      const ready = readies.get(commit);
      if (ready === undefined || ready.seq > attempt.seq) {
        const said = `${name} attempted ${commit} before ${dependency} was Ready at it`;
        return fail(said, ready ? [attempt, ready] : [attempt]);
      }
    }
    const said = `${name} attempted ${attempts.size} revisions, each after ${dependency} was Ready at it`;
    const evidence = [...attempts].flatMap(([commit, attempt]) => {
      const ready = readies.get(commit);
      return ready ? [ready, attempt] : [attempt];
    });
    return attempts.size < revisions
      ? neverCame(history, `${said}: fewer than ${revisions}`, evidence)
      : pass(said, evidence);
  },
};

function statesOf(history: readonly HistoryEntry[], name: string): Entry<"kube.object">[] {
  return entriesOf(history, "kube.object").filter(
    (entry) => entry.kind === "Kustomization" && entry.name === name,
  );
}

/** The first state with each commit. */
function firstOf(
  states: readonly Entry<"kube.object">[],
  revisionOf: (entry: Entry<"kube.object">) => string | undefined,
): Map<string, Entry<"kube.object">> {
  const first = new Map<string, Entry<"kube.object">>();
  for (const entry of states) {
    const revision = revisionOf(entry);
    if (revision !== undefined && !first.has(commitOf(revision))) {
      first.set(commitOf(revision), entry);
    }
  }
  return first;
}
