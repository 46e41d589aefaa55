import { UsageError } from "../../core/failure.ts";
import type { Docker } from "./docker.ts";
import { recogniseTrouble } from "./docker-failure.ts";
import { obtainImage } from "./obtain-image.ts";

/**
 * Sees that the image of Gitea is in Docker, and pulls it where it isn't.
 * @throws UsageError that says what to name instead, where it can't be had.
 */
export async function obtainGiteaImage(request: {
  docker: Docker;
  image: string;
  signal?: AbortSignal;
}): Promise<void> {
  const { image } = request;
  await obtainImage({
    ...request,
    what: "Gitea's image",
    explain: (error) => explain(image, error),
  });
}

function explain(image: string, error: Error): Error {
  const { message } = error;
  if (recogniseTrouble(message) !== "no-image") return error;
  return new UsageError(
    `image ${image} is not in Docker and can't be pulled; name another by --gitea-image or FLUXPROOF_GITEA_IMAGE\n${message}`,
  );
}
