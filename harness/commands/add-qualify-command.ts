import { type Command, Option } from "commander";
import { addGitHostOptions, addKindOptions } from "./add-place-options.ts";
import { collect } from "./collect.ts";
import type { qualifyCommand } from "./qualify.ts";
import type { Done } from "./simulate.ts";

type QualifyOptions = Omit<Parameters<typeof qualifyCommand>[0], "names" | "signal">;

const help = `
Exit codes: 0 qualified, 1 regressed, 2 inconclusive, 3 the harness failed, 64 bad usage. An interrupted one is
gone on with by the same command and its --out; a larger --budget may be given then.`;

/** `fluxproof qualify`. */
export function addQualifyCommand(request: {
  program: Command;
  done: Done;
  signal: AbortSignal;
}): void {
  const { program, done, signal } = request;
  const command = program
    .command("qualify")
    .description("may one subject take the place of another: qualified, regressed or inconclusive")
    .argument("[names...]", "scenarios, groups or files that both must keep alike; all by default")
    .requiredOption("--baseline <subject>", "what is trusted: flux@2.7, mix:…, image:…, dir:PATH")
    .requiredOption("--candidate <subject>", "what may take its place")
    .addOption(
      new Option("--env <environment>", "where they run")
        .choices(["local", "sim", "kind"])
        .default("local"),
    );
  addGitHostOptions(addKindOptions(command))
    .option(
      "--performance <name>",
      "scenario whose pairs of runs are measured, scale/announced-commits by default; may be repeated",
      collect,
      [],
    )
    .option("--budget <duration>", "what all runs together may take", "30m")
    .option("--conformance-runs <count>", "of each scenario on each side", "1")
    .option(
      "--slots <count>",
      "runs at a time for conformance, by default as many as processors and memory hold; pairs always run alone",
    )
    .option(
      "--conformance-only",
      "leave pairs of runs to a later call with the same --out, as when the machine has other work now",
    )
    .option(
      "--warm-ups <count>",
      "first pairs of each measured scenario that don't count; 1, or 0 where all of these are named for conformance too, which is run before",
    )
    .addOption(
      new Option(
        "--temporary-files <place>",
        "where controllers have theirs in measured scenarios that don't say; on disk, too, where memory has no room for them",
      )
        .choices(["memory", "disk"])
        .default("memory"),
    )
    .option("--seed <number>", "whole number that chance is drawn from")
    .option("--out <dir>", "folder for the runs: new, empty, or of an unfinished qualification")
    .addOption(
      new Option("--format <format>", "what is printed")
        .choices(["text", "json", "github", "html"])
        .default("text"),
    )
    .option("--set <path=value>", "change the scenarios' data; may be repeated", collect, [])
    .addOption(
      new Option(
        "--perturb <side:what>",
        "to prove the judge: candidate:delay=90ms, candidate:GOGC=200; may be repeated",
      )
        .default([])
        .argParser(collect),
    )
    .addHelpText("after", help)
    .action(
      done(async (names: string[], options) =>
        (await import("./qualify.ts")).qualifyCommand({
          names,
          ...(options as QualifyOptions),
          signal,
        }),
      ),
    );
}
