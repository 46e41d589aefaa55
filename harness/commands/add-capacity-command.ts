import { type Command, Option } from "commander";
import type { capacityCommand } from "./capacity.ts";
import type { Done } from "./simulate.ts";

type CapacityOptions = Omit<Parameters<typeof capacityCommand>[0], "signal">;

const help = `
Exit codes: 0 a plan, 1 none can hold, 2 none can be told, 3 the harness failed, 64 bad usage. An interrupted one
is gone on with by the same command and its --out; other questions are asked of the same runs with --from.`;

/** `fluxproof capacity`. */
export function addCapacityCommand(request: {
  program: Command;
  done: Done;
  signal: AbortSignal;
}): void {
  const { program, done, signal } = request;
  program
    .command("capacity")
    .description("how many shards, what limits and which polling interval hold an SLO")
    .requiredOption("--clusters <count>", "clusters that one Flux serves")
    .requiredOption("--kustomizations-per-cluster <count>", "Kustomizations for each of them")
    .requiredOption("--slo <slo>", "such as 'p99 commit-to-ready <= 2m'")
    .option("--memory-limit <bytes>", "the most an instance may have", "1Gi")
    .option("--cpu-limit <cpus>", "of an instance, under which it is measured", "1")
    .option(
      "--repositories <count>",
      "that hold the Kustomizations; one for each cluster unless told",
    )
    .option("--files-per-repository <count>", "in each; one for each Kustomization unless told")
    .option("--commits-per-hour <count>", "to all repositories together", "4")
    .option("--interval <duration>", "between polls of a source, if it isn't free to choose")
    .option("--kustomization-interval <duration>", "between reconciles without a commit", "10m")
    .option("--subject <subject>", "what is measured: flux@2.7, a mix, dir:PATH", "flux@2.7")
    .option("--env <environment>", "where it is measured: local, sim, kind")
    .option("--git-host <host>", "the Git host it fetches from: sim or gitea", "sim")
    .option("--budget <duration>", "what all measurements together may take", "40m")
    .option("--from <dirs...>", "measure nothing: runs of an earlier call or of a sweep")
    .option("--no-dry-run", "do not have a kube-apiserver of this machine judge the manifests")
    .option("--seed <number>", "whole number that chance is drawn from")
    .option("--out <dir>", "folder for the runs and the answer; that of an unfinished one goes on")
    .addOption(
      new Option("--format <format>", "what is printed").choices(["text", "json"]).default("text"),
    )
    .addHelpText("after", help)
    .action(
      done(async (options) =>
        (await import("./capacity.ts")).capacityCommand({
          ...(options as CapacityOptions),
          signal,
        }),
      ),
    );
}
