import { Argument, Command, CommanderError, Option } from "commander";
import { addCapacityCommand } from "./commands/add-capacity-command.ts";
import { addLimitsCommand } from "./commands/add-limits-command.ts";
import { addQualifyCommand } from "./commands/add-qualify-command.ts";
import { addRunCommand, reportFormats as formats } from "./commands/add-run-command.ts";
import type { fidelityCommand } from "./commands/fidelity.ts";
import { addHistoryCommands } from "./commands/history-commands.ts";
import type { listCommand } from "./commands/list.ts";
import type { PreflightRequest } from "./commands/preflight.ts";
import { addSimulateCommands, type Done } from "./commands/simulate.ts";
import { exitCodes } from "./core/failure.ts";
import { packageVersion } from "./package-info.ts";

/** Runs the command line and resolves to its exit code; never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  const ending = new AbortController();
  const end = (signal: NodeJS.Signals) => {
    if (ending.signal.aborted) process.exit(exitCodes.unknown);
    process.stderr.write(`\n${signal}: ending what was started; once more to leave at once\n`);
    ending.abort(new Error(`ended by ${signal}`));
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  try {
    return await runProgram(argv, ending.signal);
  } catch (error) {
    if (ending.signal.aborted && error === ending.signal.reason) {
      process.stderr.write(`fluxproof: ${(error as Error).message}\n`);
      return exitCodes.unknown;
    }
    return explainError(error);
  } finally {
    process.off("SIGINT", end);
    process.off("SIGTERM", end);
  }
}

async function runProgram(argv: readonly string[], signal: AbortSignal): Promise<number> {
  let exitCode: number = exitCodes.pass;
  const done: Done =
    (command) =>
    async (...args: unknown[]) => {
      exitCode = await command(...(args as never[]));
    };
  await makeProgram({ done, signal }).parseAsync(argv);
  return exitCode;
}

/** All commands with their arguments and options; `done` says what becomes of one that is asked for. */
export function makeProgram({ done, signal }: { done: Done; signal: AbortSignal }): Command {
  const program = new Command("fluxproof")
    .description("Runs scripted scenarios against the Flux controllers and reports what they did.")
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError("(fluxproof --help shows what there is)");

  // Each is loaded when it is run: those that know clusters bring a thousand files that the model needs none of.
  program
    .command("list")
    .description("the scenarios: name, group, guarantee; or the subjects that runs take")
    .addArgument(new Argument("[what]").choices(["scenarios", "subjects"]).default("scenarios"))
    .addOption(new Option("--format <format>").choices(["table", "json"]).default("table"))
    .action(
      done(async (...what: Parameters<typeof listCommand>) =>
        (await import("./commands/list.ts")).listCommand(...what),
      ),
    );

  addRunCommand({ program, done, signal });
  addQualifyCommand({ program, done, signal });
  addLimitsCommand({ program, done, signal });
  addCapacityCommand({ program, done, signal });

  program
    .command("check")
    .description("judge stored runs again")
    .argument("<dirs...>", "run directories, or folders of them")
    .addOption(new Option("--format <format>", "what is printed").choices(formats).default("table"))
    .action(
      done(async (dirs: string[], options: { format: string }) =>
        (await import("./commands/check.ts")).checkCommand({ dirs, ...options }),
      ),
    );

  program
    .command("report")
    .description("print or write a report of stored runs")
    .argument("<dirs...>", "run directories, or folders of them")
    .addOption(new Option("--format <format>", "what is printed").choices(formats).default("table"))
    .option("--output <file>", "write it there instead of printing it")
    .action(
      done(async (dirs: string[], options: { format: string; output?: string }) =>
        (await import("./commands/report.ts")).reportCommand({ dirs, ...options }),
      ),
    );

  program
    .command("compare-traces")
    .description("where do runs show other conditions and Events than others, beyond the spread")
    .argument(
      "<dirs...>",
      "run directories, or folders of them: sim is held to local, else the last",
    )
    .option("--against <dirs...>", "hold the runs in these to all the others instead")
    .option(
      "--tiers <base>",
      "a table instead: verdicts, traces, latency and memory of each environment against this one",
    )
    .addOption(new Option("--format <format>").choices(["text", "json"]).default("text"))
    .action(
      done(
        async (dirs: string[], options: { format: string; against?: string[]; tiers?: string }) =>
          (await import("./commands/compare-traces.ts")).compareTracesCommand({ dirs, ...options }),
      ),
    );

  program
    .command("fidelity")
    .description("does the model of the controllers do what real Flux was recorded to do")
    .argument("[names...]", "scenarios or groups; all by default")
    .option("--subject <subject>", "the release it is held to", "flux@2.7")
    .option("--seeds <number>", "runs of the model for each scenario", "3")
    .option("--record <dirs...>", "keep these runs on local as recordings instead")
    .addOption(new Option("--format <format>").choices(["text", "json"]).default("text"))
    .action(
      done(async (names: string[], options) =>
        (await import("./commands/fidelity.ts")).fidelityCommand({
          names,
          ...(options as FidelityOptions),
          signal,
        }),
      ),
    );

  program
    .command("provision")
    .description("obtain a subject's binaries and CRDs, and the control plane's")
    .argument("<subject>", "flux@2.7, mix:source-1.7.3+…, image:flux@2.7, dir:PATH")
    .addOption(
      new Option("--env <environment>", "where it will run: sim and kind want no control plane")
        .choices(["local", "sim", "kind"])
        .default("local"),
    )
    .action(
      done(async (subject: string, options: { env: string }) =>
        (await import("./commands/provision.ts")).provisionCommand({ subject, ...options, signal }),
      ),
    );

  program
    .command("doctor")
    .description("what this machine can run, and why not")
    .addOption(new Option("--format <format>").choices(["table", "json"]).default("table"))
    .action(
      done(async (options: { format: string }) =>
        (await import("./commands/doctor.ts")).doctorCommand(options),
      ),
    );

  program
    .command("preflight")
    .description("what runs would create in a cluster, and what they lack there; changes nothing")
    .argument("[names...]", "scenarios, groups or files; all by default")
    .option("--context <name>", "of your kubeconfig; the current one is never taken")
    .option("--gitea-in-cluster", "for runs with Gitea in the cluster")
    .option("--gitea-image <image>", "with --gitea-in-cluster: its image")
    .addOption(new Option("--format <format>").choices(["table", "json"]).default("table"))
    .action(
      done(async (names: string[], options: Omit<PreflightRequest, "names">) =>
        (await import("./commands/preflight.ts")).preflightCommand({ names, ...options }),
      ),
    );

  program
    .command("sweep")
    .description("remove from a cluster what runs left there that were killed")
    .option("--context <name>", "of your kubeconfig; the current one is never taken")
    .option("--all", "also what was left from other machines, if nothing else is known of it")
    .action(
      done(async (options: { context?: string; all?: boolean }) =>
        (await import("./commands/sweep.ts")).sweepCommand({ ...options, signal }),
      ),
    );

  addHistoryCommands({ program, done });
  addSimulateCommands({ program, done, signal });

  return program;
}

type FidelityOptions = Omit<Parameters<typeof fidelityCommand>[0], "names" | "signal">;

function explainError(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
  }
  const { exitCode, message, stack } = error as Error & { exitCode?: number };
  process.stderr.write(`fluxproof: ${exitCode === undefined ? stack : message}\n`);
  return exitCode ?? exitCodes.harness;
}
