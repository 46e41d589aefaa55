import { z } from "zod";
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

const arguments_ = z.strictObject({ process: z.string() });

/**
 * What an exit of a controller interrupted is brought to its end: every object of the Kustomizations that
 * were half applied gets to the newest change, and none is ever taken back to an older one.
 */
export function finishesApply(options: z.infer<typeof arguments_>): Check {
  return checkData("finishes-apply", options);
}

export const finishesApplyChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { process }) {
    const exit = entriesOf(history, "process.exit").find((entry) => entry.process === process);
    if (!exit) return unknown(`${process} never exited`);
    const objects = [...Map.groupBy(managed(history), nameOf).values()];
    const back = objects.flatMap(stepsBack);
    if (back[0]) {
      const [before, after] = back[0];
      return fail(
        `${nameOf(after)} went back from change ${before.state.change} to ${after.state.change}`,
        back[0],
      );
    }
    const wanted = newestChanges(history, exit);
    const interrupted = [...Map.groupBy(objects, ownerOf)].flatMap(([owner, ofOwner]) => {
      const change = wanted.get(owner);
      if (change === undefined) return [];
      const arrivals = ofOwner.map((states) => ({ states, arrival: arrivalOf(states, change) }));
      const before = arrivals.filter(({ arrival }) => arrival && arrival.seq < exit.seq);
      const isHalfDone = before.length > 0 && before.length < arrivals.length;
      return isHalfDone ? [{ owner, change, before, arrivals }] : [];
    });
    const first = interrupted[0];
    if (!first) return unknown(`no Kustomization was half applied when ${process} exited`, [exit]);
    for (const { owner, change, arrivals } of interrupted) {
      const missing = arrivals.filter(({ arrival }) => !arrival);
      if (missing.length === 0) continue;
      return neverCame(
        history,
        `${missing.length} of ${arrivals.length} objects of ${owner} never got to change ${change}`,
        [exit, ...missing.flatMap(({ states }) => states.slice(-1))],
      );
    }
    const last = first.arrivals.flatMap(({ arrival }) => arrival ?? []).at(-1);
    return pass(
      `${first.before.length} of ${first.arrivals.length} objects of ${first.owner} were at change ${first.change} when ${process} exited, and all are in the end`,
      [exit, ...(last ? [last] : [])],
    );
  },
};

type ObjectEntry = Entry<"kube.object">;

function managed(history: readonly HistoryEntry[]): ObjectEntry[] {
  return entriesOf(history, "kube.object").filter(
    ({ state, change }) =>
      change !== "deleted" && state.owner !== undefined && state.change !== undefined,
  );
}

/** Pairs of states of one object, the later of which has the older change. */
function stepsBack(states: readonly ObjectEntry[]): [ObjectEntry, ObjectEntry][] {
  return states.flatMap((after, index): [ObjectEntry, ObjectEntry][] => {
    const before = states[index - 1];
    return before && (before.state.change ?? 0) > (after.state.change ?? 0)
      ? [[before, after]]
      : [];
  });
}

/** Kustomization → the newest change that a commit before the exit made for it. */
function newestChanges(
  history: readonly HistoryEntry[],
  exit: Entry<"process.exit">,
): Map<string, number> {
  const commits = entriesOf(history, "git.commit").filter(({ seq }) => seq < exit.seq);
  return new Map(
    commits.flatMap(({ touches, change }) =>
      touches.map((name): [string, number] => [name, change]),
    ),
  );
}

function arrivalOf(states: readonly ObjectEntry[], change: number): ObjectEntry | undefined {
  return states.find(({ state }) => (state.change ?? -1) >= change);
}

function nameOf({ kind, namespace, name }: ObjectEntry): string {
  return `${kind} ${namespace}/${name}`;
}

function ownerOf(states: readonly ObjectEntry[]): string {
  return states[0]?.state.owner ?? "";
}
