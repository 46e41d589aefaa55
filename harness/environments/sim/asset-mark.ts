import { open } from "node:fs/promises";

/** The second line of the programs that stand in for the real ones in `KUBEBUILDER_ASSETS`. */
export const assetMark = "# Written by fluxproof simulate envtest-assets, which overwrites it.";

/** Whether a file is one of them. @throws what reading it throws. */
export async function isSimulatedAsset(file: string): Promise<boolean> {
  // The real programs are large.
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(200), 0, 200, 0);
  return buffer.toString("latin1", 0, bytesRead).split("\n", 2)[1] === assetMark;
}
