import { z } from "zod";
import type { HistoryEntry } from "../core/history.ts";
import type { Check } from "../core/scenario.ts";
import {
  type CheckerImplementation,
  checkData,
  entriesOf,
  fail,
  neverCame,
  pass,
} from "./checker.ts";

const arguments_ = z.strictObject({
  /** A part of what a Secret holds, which is found in the text of an applied ConfigMap. */
  text: z.string().min(1),
});

/** What a Secret holds gets where it should, and into no condition, no Event and no notification. */
export function tellsNobody(options: z.infer<typeof arguments_>): Check {
  return checkData("tells-nobody", options);
}

export const tellsNobodyChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { text }) {
    // Whoever reads the verdict needn't learn it either.
    const told = history.filter((entry) => said(entry).some((words) => words.includes(text)));
    const [first] = told;
    if (first) return fail(`${placeOf(first)} told what a Secret holds`, told);
    const used = entriesOf(history, "kube.object").find(({ state }) => state.text?.includes(text));
    if (!used) return neverCame(history, "nothing that was applied held what the Secret holds");
    return pass("no condition, Event or notification told what a Secret holds", [used]);
  },
};

/** What an entry has anybody read. */
function said(entry: HistoryEntry): string[] {
  if (entry.type === "kube.event") return [entry.message];
  if (entry.type === "sink.request") return entry.event ? [entry.event.message] : [];
  if (entry.type !== "kube.object") return [];
  return (entry.state.conditions ?? []).map(({ message }) => message);
}

function placeOf(entry: HistoryEntry): string {
  if (entry.type === "kube.object") return `a condition of ${entry.kind} ${entry.name}`;
  if (entry.type !== "kube.event") return "a notification";
  return `an Event about ${entry.involved.kind} ${entry.involved.name}`;
}
