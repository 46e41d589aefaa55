import {
  type FigureTable,
  latencyFigures,
  memoryFigures,
  pushFigures,
  throttlingFigures,
} from "./figures.ts";
import { figuresTitle, type SetupGroup } from "./setup.ts";
import type { StoredRun } from "./stored-run.ts";

/** With more scenarios, rows for each controller of each are hundreds: machine formats and pages have them all. */
const inFullMax = 8;

/** The figures of one setup as tables for people, those without a row left out. */
export function figureTables({
  setup: { subject },
  runs,
}: SetupGroup): { title: string; table: FigureTable }[] {
  const chosen = runs.length <= inFullMax ? inFull(runs) : inBrief(runs);
  return Object.entries({ ...chosen, "CPU under a limit": throttlingFigures(runs) })
    .filter(([, { rows }]) => rows.length > 0)
    .map(([title, table]) => ({ title: figuresTitle(title, subject), table }));
}

function inFull(runs: readonly StoredRun[]): Record<string, FigureTable> {
  return { "Latency to Ready": latencyFigures(runs), Memory: memoryFigures(runs) };
}

function inBrief(runs: readonly StoredRun[]): Record<string, FigureTable> {
  const most = highestPeaks(runs);
  return {
    "Latency to Ready, from push": pushFigures(runs),
    "Memory where each controller took most, or was killed for it": memoryFigures(
      runs,
      (run, controller, { oomKills }) => most.get(controller)?.run === run || (oomKills ?? 0) > 0,
    ),
  };
}

/** Of each controller the first run with its highest resident peak; one that wasn't measured is below all. */
function highestPeaks(runs: readonly StoredRun[]): Map<string, { run: StoredRun; peak: number }> {
  const most = new Map<string, { run: StoredRun; peak: number }>();
  for (const run of runs) {
    for (const [controller, { rssPeak }] of Object.entries(run.metrics?.memoryBytes ?? {})) {
      const peak = rssPeak ?? -1;
      const known = most.get(controller);
      if (!known || peak > known.peak) most.set(controller, { run, peak });
    }
  }
  return most;
}
