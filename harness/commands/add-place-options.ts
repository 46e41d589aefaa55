import type { Command } from "commander";

/** Options of `--env kind`, wherever scenarios may run in it. */
export function addKindOptions(command: Command): Command {
  return command
    .option(
      "--node-image <image>",
      "kind: image of its nodes; that of FLUXPROOF_NODE_IMAGE, or kind's own",
    )
    .option("--control-planes <count>", "kind: control-plane nodes, 1 by default")
    .option("--workers <count>", "kind: nodes beside them, 0 by default")
    .option("--kind <file>", "kind: its program; that on the PATH, or one built from its module");
}

/** `--git-host` and the options of Gitea. */
export function addGitHostOptions(command: Command): Command {
  return command
    .option("--git-host <host>", "the Git host they fetch from: sim or gitea", "sim")
    .option("--gitea-image <image>", "for --git-host gitea: run it in a container of this image")
    .option(
      "--gitea-in-cluster",
      "for --git-host gitea in kind and cluster: run it in the cluster itself",
    )
    .option("--gitea-ssh", "for --git-host gitea: sources follow it over SSH, by deploy keys");
}
