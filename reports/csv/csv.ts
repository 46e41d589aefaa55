import { flatten } from "../../harness/analysis/figures.ts";
import { oneLine } from "../printable.ts";
import { outcomeOf, type StoredRun } from "../stored-run.ts";

const head = [
  ...["run", "scenario", "environment", "git_host", "subject", "of_model", "seed", "started_at"],
  ...["outcome", "duration_ms", "metric", "value"],
];

/** CSV as RFC 4180 has it: a row for each figure of each run; a run without figures has one without a metric. */
export function renderCsv(runs: readonly StoredRun[]): string {
  const rows = runs.flatMap((run) => {
    const { info, metrics, history } = run;
    const shared = [
      ...[run.dir, info.scenario.name, info.environment, info.gitHost, info.subject.name],
      ...[String(info.subject.kind === "model"), String(info.seed), info.startedAt],
      ...[outcomeOf(run), String(history.durationMs)],
    ];
    const figures = metrics ? Object.entries(flatten(metrics)) : [];
    if (figures.length === 0) return [[...shared, "", ""]];
    return figures.map(([metric, value]) => [...shared, metric, String(value)]);
  });
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** Spreadsheets take a text that begins so for a formula and run it; an apostrophe makes it a text again. */
const formula = /^[=+@\t]|^-(?!\d)/;

function cell(text: string): string {
  const line = oneLine(text);
  const safe = formula.test(line) ? `'${line}` : line;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
