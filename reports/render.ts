import { UsageError } from "../harness/core/failure.ts";
import { renderCsv } from "./csv/csv.ts";
import { renderCtrf } from "./ctrf/ctrf.ts";
import { renderHtml } from "./html/html.ts";
import { renderJson } from "./json/json.ts";
import { renderJunit } from "./junit/junit.ts";
import { renderOpenMetrics } from "./openmetrics/openmetrics.ts";
import { renderStepSummary } from "./step-summary/step-summary.ts";
import type { StoredRun } from "./stored-run.ts";
import { renderTable } from "./table/table.ts";

export type ReportFormat =
  | "table"
  | "json"
  | "junit"
  | "ctrf"
  | "github"
  | "openmetrics"
  | "csv"
  | "html";

export interface RenderOptions {
  /** The run set, as reports name it. */
  dir: string;
  /** For terminals that show colours; only the table has any. */
  colour: boolean;
}

/** A pure function of stored runs to the text of a file. */
export interface Reporter {
  format: ReportFormat;
  /** Its name beside the runs it reports. */
  fileName: string;
  render(runs: readonly StoredRun[], options: RenderOptions): string;
}

/** All reporters; whoever writes several of them lets none take another down. */
export const reporters: readonly Reporter[] = [
  { format: "table", fileName: "report.txt", render: renderTable },
  { format: "json", fileName: "report.json", render: renderJson },
  { format: "junit", fileName: "junit.xml", render: renderJunit },
  { format: "ctrf", fileName: "ctrf.json", render: renderCtrf },
  { format: "openmetrics", fileName: "metrics.txt", render: renderOpenMetrics },
  { format: "csv", fileName: "figures.csv", render: renderCsv },
  { format: "github", fileName: "step-summary.md", render: renderStepSummary },
  { format: "html", fileName: "report.html", render: renderHtml },
];

/** Throws a UsageError for a format there is no reporter for. */
export function render(
  format: ReportFormat,
  runs: readonly StoredRun[],
  options: RenderOptions,
): string {
  const reporter = reporters.find((candidate) => candidate.format === format);
  if (!reporter) {
    const known = reporters.map((candidate) => candidate.format).join(", ");
    throw new UsageError(`report format "${format}" is not known: expected one of ${known}`);
  }
  return reporter.render(runs, options);
}
