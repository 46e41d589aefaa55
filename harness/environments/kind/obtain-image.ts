import type { Docker } from "./docker.ts";
import { recogniseTrouble } from "./docker-failure.ts";

/**
 * Sees that an image is in Docker, and pulls it where it isn't.
 *
 * @returns what `format` shows of the one that was there; undefined of one that was pulled
 * @throws what `explain` makes of the failure to pull it
 */
export async function obtainImage(request: {
  docker: Docker;
  image: string;
  /** `the node image`: what is looked for. */
  what: string;
  /** A template of Docker's; the image's id unless told. */
  format?: string;
  signal?: AbortSignal;
  onPull?(doing: string): void;
  explain(error: Error): Error | Promise<Error>;
}): Promise<string | undefined> {
  const { docker, image, what, format = "{{.Id}}", signal, onPull, explain } = request;
  const run = (args: string[], doing: string) =>
    docker.run(args, { doing, ...(signal && { signal }) });
  try {
    return await run(
      ["image", "inspect", "--format", format, image],
      `looking for ${what} ${image}`,
    );
  } catch (error) {
    if (recogniseTrouble((error as Error).message) !== "no-image") throw error;
  }
  const pulling = `pulling ${image}`;
  onPull?.(pulling);
  try {
    await run(["pull", "--quiet", image], pulling);
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
