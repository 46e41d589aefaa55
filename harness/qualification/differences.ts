import { watchGapNote } from "../core/history.ts";
import type { Difference } from "../core/qualification.ts";
import { type Side, sides } from "./arm.ts";
import type { ComparedRun } from "./compared-run.ts";
import { figureDifferences, requestDifferences } from "./count-differences.ts";
import { traceDifferences } from "./trace-differences.ts";
import { verdictDifferences } from "./verdict-differences.ts";

/** What the runs of the sides differ in beyond chance, the gravest first. */
export function differencesOf(runs: Record<Side, readonly ComparedRun[]>): Difference[] {
  const undone = sides.flatMap((side) => runs[side].flatMap((run) => undoneOf(side, run)));
  if (undone.length > 0) return undone;
  const seen = {
    baseline: runs.baseline.filter(sawAll),
    candidate: runs.candidate.filter(sawAll),
  };
  const traces = sides.every((side) => seen[side].length > 0)
    ? traceDifferences(seen)
    : [missedChanges(runs)];
  return [
    ...verdictDifferences(runs),
    ...traces,
    ...requestDifferences(runs),
    ...figureDifferences(runs),
  ];
}

/** A run that was not driven to its end says nothing of the subject. */
function undoneOf(side: Side, { place, history }: ComparedRun): Difference[] {
  const end = history.findLast((entry) => entry.type === "run.end");
  if (end?.outcome === "done") return [];
  const because = end?.because ?? "its history has no end";
  const told = { baseline: "", candidate: "", [side]: `not driven to its end: ${because}` };
  return [
    { mark: "doubt", controller: null, kind: "verdict", where: "the run", ...told, runs: [place] },
  ];
}

function sawAll({ history }: ComparedRun): boolean {
  return !history.some((entry) => entry.type === "note" && entry.text.startsWith(watchGapNote));
}

function missedChanges(runs: Record<Side, readonly ComparedRun[]>): Difference {
  const told = (side: Side) =>
    runs[side].some(sawAll) ? "seen whole" : "a watch may have missed changes";
  return {
    mark: "doubt",
    controller: null,
    kind: "condition",
    where: "what objects showed",
    baseline: told("baseline"),
    candidate: told("candidate"),
    runs: sides.flatMap((side) => runs[side].map(({ place }) => place)),
  };
}
