import pc from "picocolors";
import type { Outcome, Verdict } from "../../harness/core/verdict.ts";
import { figureTables } from "../figure-tables.ts";
import type { FigureTable } from "../figures.ts";
import { oneLine } from "../printable.ts";
import { formatMs } from "../quantity.ts";
import { circumstancesLine, groupBySetup, type Setup, subjectLine } from "../setup.ts";
import { outcomeOf, type StoredRun, verdictsOf } from "../stored-run.ts";
import { outcomeSigns, tally, tallyLine } from "../tally.ts";
import { alignColumns } from "./align-columns.ts";

type Colours = ReturnType<typeof pc.createColors>;

/** The report for terminals: what was tested, latency, memory, and verdicts and the sum last, next to the prompt. */
export function renderTable(
  runs: readonly StoredRun[],
  { dir, colour }: { dir: string; colour: boolean },
): string {
  const colours = pc.createColors(colour);
  const blocks = groupBySetup(runs).flatMap((group) => [
    setupLines(group.setup, colours),
    ...figureTables(group).map(({ title, table }) => figureLines(title, table, colours)),
    verdictLines(group.runs, colours),
  ]);
  const sum = tally(runs);
  const outcome = sum.failed > 0 ? "fail" : sum.unknown > 0 ? "unknown" : "pass";
  const last = `${paint(outcome, colours)(tallyLine(sum))} ${colours.dim(`· ${oneLine(dir)}`)}`;
  return `${[...blocks, [last]].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function setupLines(setup: Setup, colours: Colours): string[] {
  return [
    colours.bold(oneLine(subjectLine(setup.subject))),
    colours.dim(oneLine(circumstancesLine(setup))),
    ...setup.subject.notes.map((note) => colours.dim(`note: ${oneLine(note)}`)),
  ];
}

function verdictLines(runs: readonly StoredRun[], colours: Colours): string[] {
  const scenarios = alignColumns(
    runs.map((run) => [run.info.scenario.name, formatMs(run.history.durationMs)].map(oneLine)),
    { words: 1 },
  );
  return runs.flatMap((run, index) => {
    const outcome = outcomeOf(run);
    const sign = paint(outcome, colours)(`${outcomeSigns[outcome]} ${outcome.padEnd(7)}`);
    const line = `${sign}  ${scenarios[index]}`;
    return outcome === "pass" ? [line] : [line, ...verdictsOf(run).map(verdictLine(colours))];
  });
}

function verdictLine(colours: Colours): (verdict: Verdict) => string {
  return ({ checker, outcome, because }) =>
    `    ${paint(outcome, colours)(outcomeSigns[outcome])} ${oneLine(checker)}: ${oneLine(because)}`;
}

function figureLines(title: string, { head, words, rows }: FigureTable, colours: Colours) {
  const [headLine = "", ...lines] = alignColumns(
    [head, ...rows].map((row) => row.map(oneLine)),
    { words },
  );
  return [colours.bold(title), colours.dim(headLine), ...lines];
}

function paint(outcome: Outcome, colours: Colours): (text: string) => string {
  return { pass: colours.green, fail: colours.red, unknown: colours.yellow }[outcome];
}
