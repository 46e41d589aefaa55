import type { Docker } from "./docker.ts";
import { obtainGiteaImage } from "./gitea-image.ts";
import type { Kind } from "./kind-program.ts";
import { runKind } from "./run-kind.ts";

/**
 * Puts Gitea's image, which Docker has or can pull, on all nodes of a cluster; where it is already it is not sent.
 * @throws UsageError where it can't be had.
 */
export async function bringImage(request: {
  docker: Docker;
  kind: Kind;
  cluster: string;
  image: string;
}): Promise<void> {
  const { docker, kind, cluster, image } = request;
  await obtainGiteaImage({ docker, image });
  await runKind({
    ...{ kind, docker, doing: `loading ${image} into ${cluster}` },
    args: ["load", "docker-image", image, "--name", cluster],
  });
}
