import { type Command, Option } from "commander";
import type { ArchiveFilter } from "../archive/archive.ts";
import type { Done } from "./simulate.ts";

interface Filtered extends ArchiveFilter {
  db: string;
  format: string;
}

/** Few, because each of them more takes from the others what can be told of them. */
const watchedMetrics = ["latency.ready.p95Ms", "memory.*.workingSetPeakBytes", "cpu.*.seconds"];

/** Adds the commands about the runs of many days. */
export function addHistoryCommands({ program, done }: { program: Command; done: Done }): void {
  const history = program
    .command("history")
    .description("runs of many days: figures over time, and how often scenarios did not pass");
  const command = (name: string, description: string) =>
    history
      .command(name)
      .description(description)
      .option("--db <file>", "the archive, made where there is none", "fluxproof-history.sqlite");
  const some = (name: string, description: string) =>
    command(name, description)
      .option("--scenario <name>", "only of this scenario")
      .option("--environment <name>", "only of this environment")
      .option("--subject <name>", "only of this subject");
  const filtered = (name: string, description: string, formats: string[] = []) =>
    some(name, description).addOption(
      new Option("--format <format>").choices(["table", "json", ...formats]).default("table"),
    );
  const load = () => import("./history.ts");

  command("add", "keep the summaries of runs that are on disk")
    .argument("<dirs...>", "run directories, or folders of them")
    .action(
      done(async (dirs: string[], options: { db: string }) =>
        (await load()).historyAddCommand({ dirs, ...options }),
      ),
    );
  command("import", "keep summaries that were exported, here or on other machines")
    .argument("<files...>", "NDJSON")
    .action(
      done(async (files: string[], options: { db: string }) =>
        (await load()).historyImportCommand({ files, ...options }),
      ),
    );
  command("export", "print all summaries as NDJSON")
    .option("--output <file>", "write them there instead")
    .action(
      done(async (options: { db: string; output?: string }) =>
        (await load()).historyExportCommand(options),
      ),
    );
  filtered("show", "a figure over time, and from which run on it was another", ["html"])
    .requiredOption("--metric <name>", "such as latency.ready.p95Ms")
    .action(
      done(async (options: Filtered & { metric: string }) =>
        (await load()).historyShowCommand(options),
      ),
    );
  some("report", "write a page of all figures over time, their changes and flaky scenarios")
    .option("--metric <name>", "the one that is shown first")
    .option("--output <file>", "where it is written", "fluxproof-history.html")
    .action(
      done(async (options: Filtered & { metric?: string; output: string }) =>
        (await load()).historyReportCommand(options),
      ),
    );
  filtered("flakes", "how often scenarios did not pass, with intervals").action(
    done(async (options: Filtered) => (await load()).historyFlakesCommand(options)),
  );
  filtered("regressions", "figures that got worse in the latest runs; leaves with 1 if any did", [
    "github",
  ])
    .option("--metric <glob...>", "names of figures, more of which is worse", [...watchedMetrics])
    .option("--margin <percent>", "a rise below it doesn't matter", "5")
    .action(
      done(async (options: Filtered & { metric: string[]; margin: string }) =>
        (await load()).historyRegressionsCommand(options),
      ),
    );
}
