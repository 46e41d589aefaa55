import { z } from "zod";
import type { HistoryEntry } from "../core/history.ts";
import type { Check } from "../core/scenario.ts";
import {
  type CheckerImplementation,
  type Entry,
  entriesOf,
  fail,
  pass,
  unknown,
} from "./checker.ts";

const arguments_ = z.strictObject({});

/** No object that a Kustomization applied is ever deleted. */
export function prunesNothing(): Check {
  return { use: "prunes-nothing" };
}

export const prunesNothingChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history) {
    const applied = managed(history).filter(({ change }) => change === "added");
    if (applied.length === 0) return unknown("nothing was applied that could have been pruned");
    const gone = deletions(history);
    return gone[0]
      ? fail(`${gone.length} applied objects were deleted, first ${nameOf(gone[0])}`, gone)
      : pass(`none of ${applied.length} applied objects was deleted`);
  },
};

/** What commits drop is deleted, and nothing else is. */
export function prunesWhatCommitsDrop(): Check {
  return { use: "prunes-what-commits-drop" };
}

export const prunesWhatCommitsDropChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history) {
    const commits = entriesOf(history, "git.commit");
    const dropped = new Set(commits.flatMap(({ drops }) => drops));
    if (dropped.size === 0) return unknown("no commit dropped anything");
    const gone = deletions(history);
    const stray = gone.filter((entry) => !dropped.has(nameOf(entry)));
    if (stray[0]) return fail(`${nameOf(stray[0])} was deleted though no commit dropped it`, stray);
    const deleted = new Set(gone.map(nameOf));
    const kept = [...dropped].filter((name) => !deleted.has(name));
    const drops = commits.filter((commit) => commit.drops.length > 0);
    return kept.length > 0
      ? fail(
          `${kept.length} of ${dropped.size} dropped objects were not pruned, first ${kept[0]}`,
          drops,
        )
      : pass(`exactly the ${dropped.size} dropped objects were pruned`, [...drops, ...gone]);
  },
};

function managed(history: readonly HistoryEntry[]): Entry<"kube.object">[] {
  return entriesOf(history, "kube.object").filter(({ kind }) => kind === "ConfigMap");
}

function deletions(history: readonly HistoryEntry[]): Entry<"kube.object">[] {
  return managed(history).filter(({ change }) => change === "deleted");
}

function nameOf({ namespace, name }: Entry<"kube.object">): string {
  return `${namespace}/${name}`;
}
