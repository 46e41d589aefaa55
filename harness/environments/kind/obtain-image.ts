import type { Docker } from "./docker.ts";
import { recogniseTrouble } from "./docker-failure.ts";

export interface ImageRequest {
  docker: Docker;
  image: string;
  /** `the node image`: what is looked for. */
  what: string;
  /** A template of Docker's; the image's id unless told. */
  format?: string;
  signal?: AbortSignal;
}

/** What `format` shows of an image, without space around it; undefined where it is not in Docker. */
export async function findImage(request: ImageRequest): Promise<string | undefined> {
  const { docker, image, what, format = "{{.Id}}", signal } = request;
  const args = ["image", "inspect", "--format", format, image];
  try {
    const doing = `looking for ${what} ${image}`;
    return (await docker.run(args, { doing, ...(signal && { signal }) })).trim();
  } catch (error) {
    if (recogniseTrouble((error as Error).message) !== "no-image") throw error;
    return undefined;
  }
}

/**
 * Sees that an image is in Docker, and pulls it where it isn't.
 *
 * @returns what `format` shows of the one that was there; undefined of one that was pulled
 * @throws what `explain` makes of the failure to pull it
 */
export async function obtainImage(
  request: ImageRequest & {
    onPull?(doing: string): void;
    explain(error: Error): Error | Promise<Error>;
  },
): Promise<string | undefined> {
  const found = await findImage(request);
  if (found !== undefined) return found;
  const { docker, image, signal, onPull, explain } = request;
  const doing = `pulling ${image}`;
  onPull?.(doing);
  try {
    await docker.run(["pull", "--quiet", image], { doing, ...(signal && { signal }) });
    return undefined;
  } catch (error) {
    throw await explain(error as Error);
  }
}

/** The images of a repository that Docker has, by their tags: `gitea/gitea:1.26.0`. */
export async function listImages(request: {
  docker: Docker;
  repository: string;
  signal?: AbortSignal | undefined;
}): Promise<string[]> {
  const { docker, repository, signal } = request;
  const args = ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}", repository];
  const text = await docker.run(args, signal && { signal });
  return text.split("\n").filter((line) => line !== "" && !line.endsWith(":<none>"));
}
