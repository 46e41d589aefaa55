import { z } from "zod";
import { matchesAny } from "../core/glob.ts";
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
  unknown,
} from "./checker.ts";

const nothing = z.strictObject({});

/** No object that a Kustomization applied is ever deleted. */
export function prunesNothing(): Check {
  return { use: "prunes-nothing" };
}

export const prunesNothingChecker: CheckerImplementation<z.infer<typeof nothing>> = {
  arguments: nothing,
  check(history) {
    const gone = deletions(history);
    if (gone[0])
      return fail(`${gone.length} applied objects were deleted, first ${nameOf(gone[0])}`, gone);
    const applied = managed(history).filter(({ change }) => change === "added");
    return applied.length === 0
      ? unknown("nothing was applied that could have been pruned")
      : pass(`none of ${applied.length} applied objects was deleted`);
  },
};

const arguments_ = z.strictObject({
  /** Globs of names: objects that are spared though a commit dropped them, which `sparesObjects` is for. */
  except: z.array(z.string()).optional(),
});

/** What commits drop is deleted, and nothing else is. */
export function prunesWhatCommitsDrop(options: z.infer<typeof arguments_> = {}): Check {
  return checkData("prunes-what-commits-drop", options);
}

export const prunesWhatCommitsDropChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { except = [] }) {
    const drops = entriesOf(history, "git.commit").filter((commit) => commit.drops.length > 0);
    if (drops.length === 0) return unknown("no commit dropped anything");
    const gone = deletions(history);
    const stray = gone.filter(
      (entry) => !drops.some((drop) => drop.seq < entry.seq && drop.drops.includes(nameOf(entry))),
    );
    if (stray[0]) return fail(`${nameOf(stray[0])} was deleted though no commit dropped it`, stray);
    const owed = dropped(drops, managed(history)).filter(
      ({ last }) => !matchesAny(except, last.name),
    );
    if (owed.length === 0)
      return unknown("nothing of what commits dropped was ever applied", drops);
    const kept = owed.filter(({ pruned }) => !pruned);
    return kept[0]
      ? neverCame(
          history,
          `${kept.length} of ${owed.length} dropped objects were not pruned, first ${nameOf(kept[0].last)}`,
          kept.flatMap(({ drop, last }) => [drop, last]),
        )
      : pass(`exactly the ${owed.length} dropped objects were pruned`, [...drops, ...gone]);
  },
};

interface DroppedObject {
  /** The commit that dropped it last. */
  drop: Entry<"git.commit">;
  /** Its newest state. */
  last: Entry<"kube.object">;
  /** It was deleted after the drop. */
  pruned: boolean;
}

/**
 * Objects that commits dropped and that have to go: not those that were never applied, as under a commit
 * that was superseded before Flux took it, nor those that a later commit brought back in time.
 */
function dropped(
  drops: readonly Entry<"git.commit">[],
  objects: readonly Entry<"kube.object">[],
): DroppedObject[] {
  const found: DroppedObject[] = [];
  for (const [name, states] of Map.groupBy(objects, nameOf)) {
    const drop = drops.findLast((commit) => commit.drops.includes(name));
    const last = states.at(-1);
    if (!drop || !last) continue;
    const pruned = states.some(({ change, seq }) => change === "deleted" && seq > drop.seq);
    const broughtBack = (last.state.change ?? -1) > drop.change;
    const goneBefore = last.change === "deleted" && !pruned;
    if (pruned || !(broughtBack || goneBefore)) found.push({ drop, last, pruned });
  }
  return found;
}

function managed(history: readonly HistoryEntry[]): Entry<"kube.object">[] {
  return entriesOf(history, "kube.object").filter(
    ({ kind, state }) => kind === "ConfigMap" || state.owner !== undefined,
  );
}

function deletions(history: readonly HistoryEntry[]): Entry<"kube.object">[] {
  return managed(history).filter(({ change }) => change === "deleted");
}

/** As `git.commit` names what it drops. */
function nameOf({ kind, namespace, name }: Entry<"kube.object">): string {
  return kind === "ConfigMap" ? `${namespace}/${name}` : `${kind} ${namespace}/${name}`;
}
