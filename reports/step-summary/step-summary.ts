import { figureTables } from "../figure-tables.ts";
import type { FigureTable } from "../figures.ts";
import { formatMs } from "../quantity.ts";
import { circumstancesLine, groupBySetup, repeatCommand, type SetupGroup } from "../setup.ts";
import { outcomeOf, type StoredRun, verdictsOf } from "../stored-run.ts";
import { outcomeSigns, tally, tallyLine } from "../tally.ts";
import { codeBlock, markdownText } from "./markdown.ts";

/** GitHub refuses a summary above 1 MiB a step; what is left out stays in the other reports. */
const bytesMax = 900_000;

/** Markdown for `$GITHUB_STEP_SUMMARY`: verdicts first, then figures, then the details of what didn't pass. */
export function renderStepSummary(runs: readonly StoredRun[]): string {
  const groups = groupBySetup(runs);
  const blocks = [
    `## fluxproof: ${tallyLine(tally(runs))}`,
    ...groups.flatMap(verdictBlocks),
    ...groups.flatMap(figureTables).flatMap(figureBlocks),
    ...groups.flatMap(setupBlocks),
    ...runs.filter((run) => outcomeOf(run) !== "pass").map(detailBlock),
  ];
  return `${upTo(bytesMax, blocks).join("\n\n")}\n`;
}

function verdictBlocks({ setup, runs }: SetupGroup): string[] {
  const rows = runs.map((run) => {
    const outcome = outcomeOf(run);
    const deciding = verdictsOf(run).filter((verdict) => verdict.outcome === outcome);
    const because = outcome === "pass" ? "" : (deciding[0]?.because ?? "");
    return [
      `${outcomeSigns[outcome]} ${outcome}`,
      ...[run.info.scenario.name, formatMs(run.history.durationMs), because].map(markdownText),
    ];
  });
  const head = ["outcome", "scenario", "duration", "because"];
  return [`**${markdownText(setup.subject.name)}**`, markdownTable({ head, rows, words: 4 })];
}

function figureBlocks({ title, table }: { title: string; table: FigureTable }): string[] {
  const { head, words, rows } = table;
  const escaped = rows.map((row) => row.map(markdownText));
  return [`### ${title}`, markdownTable({ head, words, rows: escaped })];
}

function setupBlocks({ setup }: SetupGroup): string[] {
  const rows = setup.subject.controllers.map(({ name, version, sha256 }) => [
    ...[name, version].map(markdownText),
    sha256 === undefined ? "none: a model" : `<code>${markdownText(sha256)}</code>`,
  ]);
  const images = setup.subject.controllers.flatMap(({ image }) => (image ? `from ${image}` : []));
  const notes = [...setup.subject.notes, ...images].map((note) => `> ${markdownText(note)}`);
  return [
    `### Tested: ${markdownText(setup.subject.name)}`,
    markdownText(circumstancesLine(setup)),
    ...notes,
    markdownTable({ head: ["controller", "version", "sha256"], words: 3, rows }),
  ];
}

function detailBlock(run: StoredRun): string {
  const outcome = outcomeOf(run);
  const verdicts = verdictsOf(run).map(({ checker, because, outcome: own, evidence }) => {
    const seqs = evidence.length === 0 ? "" : ` (seq ${evidence.join(", ")})`;
    return `- ${outcomeSigns[own]} **${markdownText(checker)}**: ${markdownText(because)}${seqs}`;
  });
  return [
    `<details><summary>${outcomeSigns[outcome]} ${markdownText(run.info.scenario.name)}</summary>`,
    markdownText(run.info.scenario.guarantee),
    verdicts.join("\n"),
    codeBlock(repeatCommand(run.info)),
    "</details>",
  ].join("\n\n");
}

function markdownTable({ head, words, rows }: FigureTable): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const rule = line(head.map((_, column) => (column < words ? "---" : "---:")));
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** As many whole blocks as fit, and a word on those that didn't. */
function upTo(limit: number, blocks: string[]): string[] {
  let bytes = 0;
  const kept = blocks.filter((block) => {
    bytes += Buffer.byteLength(block) + 2;
    return bytes < limit;
  });
  const left = blocks.length - kept.length;
  return left === 0 ? kept : [...kept, `_${left} more blocks left out: see the HTML report._`];
}
