import { UsageError } from "../../core/failure.ts";
import type { Docker } from "./docker.ts";
import { recogniseTrouble } from "./docker-failure.ts";
import { listImages, obtainImage } from "./obtain-image.ts";

/** Of images of nodes: those that a checkout builds, and kind's own. */
const repositories = ["fluxproof.local/node", "kindest/node"];

/** By kind's version, its nodes' image where none is named; its `pkg/apis/config/defaults`. */
const defaultImages: Readonly<Record<string, string>> = {
  "0.33.0":
    "kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5",
};

/** Undefined for versions of kind that aren't known here: those see to theirs when they make a cluster. */
export function defaultNodeImage(kindVersion: string): string | undefined {
  return defaultImages[kindVersion];
}

/**
 * Sees that a node image is in Docker, and pulls it where it isn't.
 *
 * @throws UsageError that names images which are there, where it can't be had.
 */
export async function obtainNodeImage(request: {
  docker: Docker;
  image: string;
  signal: AbortSignal;
  onPhase?: ((phase: string) => void) | undefined;
}): Promise<void> {
  const { docker, image, signal } = request;
  await obtainImage({
    ...{ docker, image, signal, what: "the node image" },
    onPull: (doing) => request.onPhase?.(doing),
    explain: (error) => explainMissingImage({ docker, what: `node image ${image}`, error }),
  });
}

/** Names what there is instead. */
export async function explainMissingImage(request: {
  docker: Docker;
  what: string;
  error: Error;
}): Promise<Error> {
  const { docker, what, error } = request;
  const trouble = recogniseTrouble(error.message);
  if (trouble === "no-space" || trouble === "no-answer" || trouble === "not-allowed") return error;
  const there = await listNodeImages(docker).catch(() => []);
  const cure =
    there.length > 0
      ? `Docker has ${there.join(", ")}: name it by --node-image or FLUXPROOF_NODE_IMAGE.`
      : "See that its registry can be reached, name another by --node-image or FLUXPROOF_NODE_IMAGE, or build one (fluxproof doctor says how).";
  return new UsageError(`${what} is not in Docker and can't be pulled. ${cure}\n${error.message}`);
}

/** Those of nodes that Docker has, by their tags, the ones that were built here first. */
export async function listNodeImages(docker: Docker, signal?: AbortSignal): Promise<string[]> {
  const found = repositories.map((repository) => listImages({ docker, repository, signal }));
  return (await Promise.all(found)).flat();
}
