import type { Command } from "commander";

/** Makes of a command what commander calls, keeping the exit code it resolves to. */
export type Done = (
  command: (...args: never[]) => Promise<number>,
) => (...args: unknown[]) => Promise<void>;

const envtestHelp = `
eval "$(fluxproof simulate envtest-assets DIR)" && go test ./... runs a controller's tests on the simulator.`;

/** Adds the commands that serve a simulator by itself. */
export function addSimulateCommands(request: {
  program: Command;
  done: Done;
  signal: AbortSignal;
}): void {
  const { program, done, signal } = request;
  const simulate = program
    .command("simulate")
    .description("simulators by themselves, for other programs to use");

  simulate
    .command("kube")
    .description("serve the Kubernetes API simulator until Ctrl-C, and write a kubeconfig for it")
    .option("--port <port>", "where it listens on 127.0.0.1; 0 for any free port", "0")
    .option("--kubeconfig <file>", "where its kubeconfig is written; a temporary file by default")
    .action(
      done(async (options: { port: string; kubeconfig?: string }) =>
        (await import("./simulate-kube.ts")).simulateKubeCommand({ ...options, signal }),
      ),
    );

  simulate
    .command("envtest-assets")
    .description("write a kube-apiserver and an etcd for controller-runtime's envtest")
    .argument("<dir>", "folder for KUBEBUILDER_ASSETS, empty or new or written by this before")
    .addHelpText("after", envtestHelp)
    .action(
      done(async (dir: string) =>
        (await import("./simulate-envtest-assets.ts")).simulateEnvtestAssetsCommand({ dir }),
      ),
    );
}
