import { HarnessError } from "../../../harness/core/failure.ts";
import { runProgram } from "../run-program.ts";

/** @throws HarnessError unless a container of the image has the programs of a node, and they run. */
export async function checkNode(image: string, version: string): Promise<void> {
  const programs =
    "kubelet --version && containerd --version && runc --version && crictl --version";
  const args = ["run", "--rm", "--entrypoint", "/bin/sh", image, "-c", programs];
  const said = await runProgram({ program: "docker", args });
  if (!said.includes(`Kubernetes v${version}\n`)) {
    throw new HarnessError(
      `${image}: expected kubelet to be of version ${version}, it said: ${said}`,
    );
  }
}
