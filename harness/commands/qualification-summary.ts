import { codeBlock, markdownText } from "../../reports/step-summary/markdown.ts";
import { temporaryFilesLines } from "../../reports/temporary-files.ts";
import type { Qualification } from "../core/qualification.ts";
import {
  decidingFirst,
  firstOf,
  gravestFirst,
  isTold,
  metricRow,
  setAsideLines,
  verdictLines,
} from "./qualification-text.ts";

/** GitHub refuses a summary above 1 MiB a step; what is left out stands in the page and the document. */
const linesMax = 400;

/** Markdown for `$GITHUB_STEP_SUMMARY` and comments: the verdict first. */
export function qualificationSummary(qualification: Qualification): string {
  const { because, controllers, unfinished, conformance, performance } = qualification;
  const [title = "", ...more] = verdictLines(qualification);
  const differences = conformance.flatMap(({ scenario, differences: own }) =>
    gravestFirst(own).map(({ mark, controller, kind, where, baseline, candidate }) => [
      ...[mark, scenario, controller ?? "", `${kind}: ${where}`, baseline, candidate],
    ]),
  );
  const rows = performance.metrics
    .filter(isTold)
    .toSorted(decidingFirst)
    .map((metric) => {
      return [metric.scenario, ...metricRow(metric)];
    });
  const blocks = [
    `## fluxproof: ${markdownText(title)}`,
    bulletsOf(more),
    unfinished === undefined ? "" : `> not finished: ${markdownText(unfinished)}`,
    listOf(because),
    ...(controllers ?? []).map(({ name, because: own }) =>
      [`**${markdownText(name)}**`, listOf(own)].join("\n\n"),
    ),
    "### Behaviour",
    differences.length === 0
      ? `${conformance.length} scenarios, no difference.`
      : table(["mark", "scenario", "controller", "what", "baseline", "candidate"], differences),
    bulletsOf(setAsideLines(conformance)),
    "### Figures",
    rows.length === 0
      ? "No pair of runs gave figures."
      : table(
          ["scenario", "metric", "baseline", "candidate", "change", "interval", "verdict"],
          rows,
        ),
    bulletsOf(temporaryFilesLines(qualification)),
    codeBlock(
      `npx fluxproof qualify --baseline ${qualification.baseline.name} --candidate ${qualification.candidate.name} --env ${qualification.environment} --seed ${qualification.seed}`,
    ),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function listOf(reasons: readonly string[]): string {
  return bulletsOf(firstOf(reasons));
}

function bulletsOf(lines: readonly string[]): string {
  return lines.map((line) => `- ${markdownText(line)}`).join("\n");
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const shown = rows.slice(0, linesMax).map((cells) => line(cells.map(markdownText)));
  const left = rows.length - shown.length;
  const rest = left > 0 ? `\n\n_${left} more are in report.html._` : "";
  return `${[line(head), line(head.map(() => "---")), ...shown].join("\n")}${rest}`;
}
