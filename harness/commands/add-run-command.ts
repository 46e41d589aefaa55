import { type Command, Option } from "commander";
import type { runCommand } from "./run.ts";
import type { Done } from "./simulate.ts";

/** What reports are printed as. */
export const reportFormats = ["table", "json", "junit", "github", "html"];

type RunOptions = Omit<Parameters<typeof runCommand>[0], "names" | "signal">;

/** `fluxproof run`. */
export function addRunCommand(request: {
  program: Command;
  done: Done;
  signal: AbortSignal;
}): void {
  const { program, done, signal } = request;
  program
    .command("run")
    .description("run scenarios and write their reports")
    .argument("[names...]", "scenarios, groups or files; all by default")
    .option(
      "--env <environment>",
      "where they run: sim, local, kind, cluster; sim by default for the reference, local for all others",
    )
    .option(
      "--node-image <image>",
      "kind: image of its nodes; that of FLUXPROOF_NODE_IMAGE, or kind's own",
    )
    .option("--workers <count>", "kind: nodes beside the control plane, 0 by default")
    .option("--kind <file>", "kind: its program; that on the PATH, or one built from its module")
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
    )
    .option("--git-host <host>", "the Git host they fetch from: sim or gitea", "sim")
    .option("--gitea-image <image>", "for --git-host gitea: run it in a container of this image")
    .option("--seed <number>", "whole number that chance is drawn from")
    .option("--seeds <number>", "run each scenario with that many seeds, from --seed on")
    .option("--out <dir>", "folder for the runs, empty or new")
    .addOption(
      new Option("--format <format>", "what is printed").choices(reportFormats).default("table"),
    )
    .option("--set <path=value>", "change a scenario's data; may be repeated", collect, [])
    .action(
      done(async (names: string[], options) =>
        (await import("./run.ts")).runCommand({
          names,
          ...(options as RunOptions),
          signal,
        }),
      ),
    );
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
