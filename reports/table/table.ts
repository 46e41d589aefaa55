import pc from "picocolors";
import type { Outcome, Verdict } from "../../harness/core/verdict.ts";
import { type FigureTable, latencyFigures, memoryFigures, throttlingFigures } from "../figures.ts";
import { oneLine } from "../printable.ts";
import { formatMs } from "../quantity.ts";
import {
  circumstancesLine,
  figuresTitle,
  groupBySetup,
  type Setup,
  subjectLine,
} from "../setup.ts";
import { outcomeOf, type StoredRun, verdictsOf } from "../stored-run.ts";
import { outcomeSigns, tally, tallyLine } from "../tally.ts";
import { alignColumns } from "./align-columns.ts";

type Colours = ReturnType<typeof pc.createColors>;

/** The report for terminals: what was tested, verdicts, latency, memory, and the sum last, next to the prompt. */
export function renderTable(
  runs: readonly StoredRun[],
  { dir, colour }: { dir: string; colour: boolean },
): string {
  const colours = pc.createColors(colour);
  const blocks = groupBySetup(runs).flatMap(({ setup, runs: own }) => [
    setupLines(setup, colours),
    verdictLines(own, colours),
    figureLines(figuresTitle("Latency to Ready", setup.subject), latencyFigures(own), colours),
    figureLines(figuresTitle("Memory", setup.subject), memoryFigures(own), colours),
    figureLines(figuresTitle("CPU under a limit", setup.subject), throttlingFigures(own), colours),
  ]);
  const sum = tally(runs);
  const outcome = sum.failed > 0 ? "fail" : sum.unknown > 0 ? "unknown" : "pass";
  const last = `${paint(outcome, colours)(tallyLine(sum))} ${colours.dim(`· ${oneLine(dir)}`)}`;
  const shown = [...blocks, [last]].filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join("\n")).join("\n\n")}\n`;
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
  if (rows.length === 0) return [];
  const [headLine = "", ...lines] = alignColumns(
    [head, ...rows].map((row) => row.map(oneLine)),
    { words },
  );
  return [colours.bold(title), colours.dim(headLine), ...lines];
}

function paint(outcome: Outcome, colours: Colours): (text: string) => string {
  return { pass: colours.green, fail: colours.red, unknown: colours.yellow }[outcome];
}
