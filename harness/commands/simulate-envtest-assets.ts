import { exitCodes } from "../core/failure.ts";
import { shellWord, writeEnvtestAssets } from "../environments/sim/envtest-assets.ts";

/** Writes programs for controller-runtime's envtest, and prints the line that makes it use them. */
export async function simulateEnvtestAssetsCommand({ dir }: { dir: string }): Promise<number> {
  const { folder, kubectl } = await writeEnvtestAssets({
    folder: dir,
    path: process.env.PATH ?? "",
    node: process.execPath,
  });
  if (!kubectl) process.stderr.write("no kubectl on PATH: envtest works without it\n");
  process.stdout.write(`export KUBEBUILDER_ASSETS=${shellWord(folder)}\n`);
  return exitCodes.pass;
}
