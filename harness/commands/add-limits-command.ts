import { type Command, Option } from "commander";
import { collect } from "./collect.ts";
import type { LimitsRequest } from "./limits.ts";
import type { Done } from "./simulate.ts";

/** `fluxproof limits`. */
export function addLimitsCommand(request: {
  program: Command;
  done: Done;
  signal: AbortSignal;
}): void {
  const { program, done, signal } = request;
  program
    .command("limits")
    .description("the smallest memory limit that each controller survives a scenario with")
    .argument("<name>", "the scenario, or its file")
    .option(
      "--controller <name>",
      "may be repeated; all that the scenario needs by default",
      collect,
      [],
    )
    .addOption(
      new Option("--load <load>", "idle: without any object")
        .choices(["idle", "load", "both"])
        .default("both"),
    )
    .option("--from <bytes>", "the smallest limit to try", "16Mi")
    .option("--to <bytes>", "the largest", "1Gi")
    .option("--env <environment>", "as for run: sim, local, kind")
    .option("--subject <subject>", "as for run", "reference")
    .option("--git-host <host>", "sim or gitea", "sim")
    .option("--seed <number>", "whole number that chance is drawn from")
    .option("--set <path=value>", "change the scenario's data; may be repeated", collect, [])
    .option("--budget <duration>", "time it may take; the same --out goes on later")
    .option("--out <dir>", "folder for the runs; what is in it already is not run again")
    .addOption(new Option("--format <format>").choices(["table", "json"]).default("table"))
    .action(
      done(async (name: string, options) =>
        (await import("./limits.ts")).limitsCommand({
          name,
          ...(options as Omit<LimitsRequest, "name" | "signal">),
          signal,
        }),
      ),
    );
}
