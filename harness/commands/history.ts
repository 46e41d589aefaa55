import { writeFile } from "node:fs/promises";
import { findRunDirectories } from "../../reports/stored-run.ts";
import { flakeRates } from "../analysis/flakes.ts";
import { type Archive, type ArchiveFilter, openArchive } from "../archive/archive.ts";
import { readSummaries, summariesToNdjson } from "../archive/ndjson.ts";
import { findRegressions } from "../archive/regressions.ts";
import { type RunSummary, summariseRun } from "../archive/run-summary.ts";
import { metricSeries } from "../archive/series.ts";
import { exitCodes, UsageError } from "../core/failure.ts";
import { trendsPage } from "./history-report.ts";
import { flakesText, seriesText } from "./history-text.ts";
import { regressionsText } from "./regressions-text.ts";
import { give } from "./reports.ts";

interface Db {
  /** File of the archive. */
  db: string;
}

/** Adds the summaries of runs that are on disk. */
export async function historyAddCommand({ dirs, db }: Db & { dirs: string[] }): Promise<number> {
  const summaries = [];
  for (const dir of await findRunDirectories(dirs)) summaries.push(await summariseRun(dir));
  return keep(summaries, db);
}

/** Adds the summaries of files that were exported, here or on other machines. */
export async function historyImportCommand({
  files,
  db,
}: Db & { files: string[] }): Promise<number> {
  const summaries = [];
  for (const file of files) summaries.push(...(await readSummaries(file)));
  return keep(summaries, db);
}

/** Prints all summaries as NDJSON, or writes them to a file. */
export async function historyExportCommand({
  db,
  output,
}: Db & { output?: string }): Promise<number> {
  using archive = openArchive(db);
  const text = summariesToNdjson(archive.find());
  if (output === undefined) process.stdout.write(text);
  else await writeFile(output, text);
  return exitCodes.pass;
}

/** A figure over time, with the runs from which on it was another. */
export async function historyShowCommand(
  request: Db & ArchiveFilter & { metric: string; format: string },
): Promise<number> {
  using archive = openArchive(request.db);
  const summaries = requireRuns(archive, request);
  const { metric } = request;
  if (request.format === "html") {
    await give(trendsPage(summaries, { source: request.db, metric }), undefined);
    return exitCodes.pass;
  }
  const series = metricSeries(summaries, { metric });
  if (series.length === 0) {
    const known = new Set(summaries.flatMap(({ metrics }) => Object.keys(metrics)));
    throw new UsageError(
      `--metric ${metric}: no run that passed has it; there are: ${[...known].sort().join(", ")}`,
    );
  }
  say(request.format === "json" ? JSON.stringify(series, null, 2) : seriesText(series));
  return exitCodes.pass;
}

/** Writes the page of all figures over time. */
export async function historyReportCommand(
  request: Db & ArchiveFilter & { metric?: string; output: string },
): Promise<number> {
  using archive = openArchive(request.db);
  const { db, metric, output } = request;
  const summaries = requireRuns(archive, request);
  const shown = metric === undefined ? {} : { metric };
  await give(trendsPage(summaries, { source: db, ...shown }), output);
  return exitCodes.pass;
}

/** How often scenarios did not pass. */
export async function historyFlakesCommand(
  request: Db & ArchiveFilter & { format: string },
): Promise<number> {
  using archive = openArchive(request.db);
  const rates = flakeRates(requireRuns(archive, request));
  say(request.format === "json" ? JSON.stringify(rates, null, 2) : flakesText(rates));
  return exitCodes.pass;
}

/** What got worse; 1 where something did. */
export async function historyRegressionsCommand(
  request: Db & ArchiveFilter & { metric: string[]; margin: string; format: string },
): Promise<number> {
  const marginPercent = Number(request.margin);
  if (!/^\d+(\.\d+)?$/.test(request.margin)) {
    throw new UsageError(`--margin ${request.margin}: expected percent, such as 5 or 2.5`);
  }
  using archive = openArchive(request.db);
  const summaries = requireRuns(archive, request);
  const regressions = findRegressions(summaries, { metrics: request.metric, marginPercent });
  const { format } = request;
  say(
    format === "json"
      ? JSON.stringify(regressions, null, 2)
      : regressionsText(regressions, format === "github" ? "github" : "table"),
  );
  return regressions.found.length > 0 ? exitCodes.fail : exitCodes.pass;
}

function keep(summaries: readonly RunSummary[], db: string): number {
  using archive = openArchive(db);
  say(`${archive.add(summaries)} of ${summaries.length} runs are new in ${db}`);
  return exitCodes.pass;
}

function requireRuns(archive: Archive, { scenario, environment, subject }: ArchiveFilter) {
  const filter = {
    ...(scenario === undefined ? {} : { scenario }),
    ...(environment === undefined ? {} : { environment }),
    ...(subject === undefined ? {} : { subject }),
  };
  const summaries = archive.find(filter);
  if (summaries.length > 0) return summaries;
  throw new UsageError(
    `no run in the archive matches ${JSON.stringify(filter)}; runs are added by fluxproof history add DIR`,
  );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
