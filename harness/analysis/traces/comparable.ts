import { isDeepStrictEqual } from "node:util";
import { type HistoryEntry, watchGapNote } from "../../core/history.ts";
import type { RunInfo } from "../../core/run.ts";
import type { Scenario } from "../../core/scenario.ts";

/** A stored run of one scenario, as far as it decides whether it can be compared. */
export interface WholeRun {
  dir: string;
  info: RunInfo;
  history: readonly HistoryEntry[];
}

/** With one run there is no telling what belongs to the scenario and what to chance. */
const fewestBaselines = 2;

/** Why these runs of one scenario can't be compared; undefined if they can. */
export function whyIncomparable({
  baselines,
  candidates,
}: {
  baselines: readonly WholeRun[];
  candidates: readonly WholeRun[];
}): string | undefined {
  if (baselines.length === 0) return "no baseline ran it";
  if (candidates.length === 0) return "no candidate ran it";
  if (baselines.length < fewestBaselines) {
    return `only ${baselines.length} baseline ran it (${baselines[0]?.dir}): at least ${fewestBaselines} tell what may differ`;
  }
  const runs = [...baselines, ...candidates];
  return runs.map(whyPartial).find((why) => why !== undefined) ?? whyOtherwiseDriven(runs);
}

function whyPartial({ dir, history }: WholeRun): string | undefined {
  // Samples may still come in while a slot is taken down.
  const end = history.findLast((entry) => entry.type === "run.end");
  if (end === undefined) return `${dir}: its history has no end, it was killed`;
  if (end.outcome !== "done") return `${dir}: its run ended as ${end.outcome}: ${end.because}`;
  for (const entry of history) {
    if (entry.type === "note" && entry.text.startsWith(watchGapNote)) {
      return `${dir}: entry ${entry.seq} of its history is a ${entry.text}`;
    }
  }
  return undefined;
}

/** Runs of one name that `--set` or a later version drove otherwise show other things by right. */
function whyOtherwiseDriven([first, ...others]: readonly WholeRun[]): string | undefined {
  for (const other of others) {
    const part = drivingParts.find(
      (name) => !isDeepStrictEqual(first?.info.scenario[name], other.info.scenario[name]),
    );
    if (part) return `${first?.dir} and ${other.dir} differ in the scenario's own "${part}"`;
  }
  return undefined;
}

/** What of a scenario decides what happens; the rest judges it or says where it may run. */
const drivingParts = [
  "fleet",
  "repositories",
  "accounts",
  "artifactHosts",
  "objects",
  "workloads",
  "controllers",
  "drive",
] as const satisfies (keyof Scenario)[];
