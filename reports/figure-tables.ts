import { type FigureTable, latencyFigures, memoryFigures, throttlingFigures } from "./figures.ts";
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
  const { head, words, rows } = latencyFigures(runs);
  const measured = head.indexOf("measured");
  const pushed = rows.filter((row) => row[measured] === "from push");
  const [rest, ...others] = [head, ...pushed].map((row) => row.toSpliced(measured, 1));
  return {
    "Latency to Ready, from push": { head: rest ?? [], words: words - 1, rows: others },
    "Memory where each controller took most, or was killed for it": mostMemory(runs),
  };
}

/** Of each controller the scenario where its resident peak was the highest, and those that the kernel killed it in. */
function mostMemory(runs: readonly StoredRun[]): FigureTable {
  const most = new Map<string, { run: StoredRun; peak: number }>();
  for (const run of runs) {
    for (const [controller, { rssPeak }] of Object.entries(run.metrics?.memoryBytes ?? {})) {
      const peak = rssPeak ?? -1;
      if (peak > (most.get(controller)?.peak ?? -2)) most.set(controller, { run, peak });
    }
  }
  const told = runs.map((run) => {
    const memory = Object.entries(run.metrics?.memoryBytes ?? {}).filter(
      ([controller, { oomKills }]) => most.get(controller)?.run === run || (oomKills ?? 0) > 0,
    );
    return run.metrics
      ? { ...run, metrics: { ...run.metrics, memoryBytes: Object.fromEntries(memory) } }
      : run;
  });
  return memoryFigures(told);
}
