import { UsageError } from "../../core/failure.ts";
import type { Docker } from "./docker.ts";
import { recogniseTrouble } from "./docker-failure.ts";
import type { Kind } from "./kind-program.ts";
import { runKind } from "./run-kind.ts";

/**
 * Puts an image that Docker has, or can pull, on all nodes of a cluster; where it is already it is not sent.
 * @throws UsageError where it can't be had.
 */
export async function bringImage(request: {
  docker: Docker;
  kind: Kind;
  cluster: string;
  image: string;
}): Promise<void> {
  const { docker, kind, cluster, image } = request;
  await obtain(docker, image);
  await runKind({
    ...{ kind, docker, doing: `loading ${image} into ${cluster}` },
    args: ["load", "docker-image", image, "--name", cluster],
  });
}

async function obtain(docker: Docker, image: string): Promise<void> {
  const doing = `looking for image ${image}`;
  try {
    await docker.run(["image", "inspect", "--format", "{{.Id}}", image], { doing });
    return;
  } catch (error) {
    if (recogniseTrouble((error as Error).message) !== "no-image") throw error;
  }
  try {
    await docker.run(["pull", "--quiet", image], { doing: `pulling ${image}` });
  } catch (error) {
    const { message } = error as Error;
    if (recogniseTrouble(message) !== "no-image") throw error;
    throw new UsageError(
      `image ${image} is not in Docker and can't be pulled; name another by --gitea-image or FLUXPROOF_GITEA_IMAGE\n${message}`,
    );
  }
}
