import { UsageError } from "../../core/failure.ts";
import type { Docker } from "./docker.ts";
import { recogniseTrouble } from "./docker-failure.ts";
import type { Kind } from "./kind-program.ts";
import { obtainImage } from "./obtain-image.ts";
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
  await obtainImage({ docker, image, what: "image", explain: (error) => explain(image, error) });
  await runKind({
    ...{ kind, docker, doing: `loading ${image} into ${cluster}` },
    args: ["load", "docker-image", image, "--name", cluster],
  });
}

function explain(image: string, error: Error): Error {
  const { message } = error;
  if (recogniseTrouble(message) !== "no-image") return error;
  return new UsageError(
    `image ${image} is not in Docker and can't be pulled; name another by --gitea-image or FLUXPROOF_GITEA_IMAGE\n${message}`,
  );
}
