import { type Command, Option } from "commander";
import { UsageError } from "../core/failure.ts";
import { addGitHostOptions, addKindOptions } from "./add-place-options.ts";
import { collect } from "./collect.ts";
import type { runCommand } from "./run.ts";
import type { Done } from "./simulate.ts";
import type { SweepRunsRequest } from "./sweep-runs.ts";

/** What reports are printed as. */
export const reportFormats = [
  ...["table", "json", "html", "github"],
  ...["junit", "ctrf", "openmetrics", "csv"],
];

type SweepOptions = Omit<SweepRunsRequest, "names" | "signal">;
type RunOptions = Omit<Parameters<typeof runCommand>[0], "names" | "signal">;

/** `fluxproof run`. */
export function addRunCommand(request: {
  program: Command;
  done: Done;
  signal: AbortSignal;
}): void {
  const { program, done, signal } = request;
  const command = program
    .command("run")
    .description("run scenarios and write their reports")
    .argument("[names...]", "scenarios, groups or files; all by default")
    .option(
      "--env <environment>",
      "where they run: sim, local, kind, cluster; sim by default for the reference, local for all others",
    );
  addKindOptions(command)
    .option("--context <name>", "cluster: of your kubeconfig; the current one is never taken")
    .option("--yes-this-cluster", "cluster: also where it looks like one that people depend on")
    .option(
      "--harness-address <address>",
      "cluster: address of this machine that its Pods reach, or LISTEN=REACHED",
    )
    .option(
      "--subject <subject>",
      "what is tested: reference (the model), flux@2.7, mix:…, image:flux@2.7, dir:PATH",
      "reference",
    );
  addGitHostOptions(command)
    .option("--seed <number>", "whole number that chance is drawn from")
    .option("--seeds <number>", "run each scenario with that many seeds, from --seed on")
    .option("--out <dir>", "folder for the runs, empty or new")
    .addOption(
      new Option("--format <format>", "what is printed").choices(reportFormats).default("table"),
    )
    .option("--set <path=value>", "change a scenario's data; may be repeated", collect, [])
    .option(
      "--sweep <path=values>",
      "run at each of these values, as fleet.kustomizations=50,100,200; may be repeated for every combination",
      collect,
      [],
    )
    .option("--repeats <number>", "with --sweep: runs at each point, from --seed on; 1 by default")
    .option("--budget <duration>", "with --sweep: time it may take; the same --out goes on later")
    .action(
      done(async (names: string[], options) =>
        (options as SweepOptions).sweep.length > 0
          ? sweep(names, options as SweepOptions)
          : run(names, options as SweepOptions & RunOptions),
      ),
    );

  async function sweep(names: string[], options: SweepOptions): Promise<number> {
    if ("seeds" in options)
      throw new UsageError("--seeds: with --sweep expected --repeats instead");
    return (await import("./sweep-runs.ts")).sweepRunsCommand({ names, ...options, signal });
  }

  async function run(names: string[], options: SweepOptions & RunOptions): Promise<number> {
    const { repeats, budget } = options;
    if (repeats !== undefined) throw new UsageError(`--repeats ${repeats}: it wants a --sweep`);
    if (budget !== undefined) throw new UsageError(`--budget ${budget}: it wants a --sweep`);
    return (await import("./run.ts")).runCommand({ names, ...options, signal });
  }
}
