import type { Clock } from "../../../core/clock.ts";
import type { ImageReference } from "../reference.ts";

/** How registries are reached. */
export interface RegistryAccess {
  /** `fetch`, or a registry inside the process. */
  send(request: Request): Promise<Response>;
  /** As the user said; http by itself only to this machine. */
  scheme?: "http" | "https" | undefined;
  /** Where Docker's configuration is looked for. */
  env: NodeJS.ProcessEnv;
  clock: Clock;
  signal: AbortSignal;
}

/** `https://ghcr.io`, without a slash. */
export function originOf(
  { registry }: Pick<ImageReference, "registry">,
  scheme?: RegistryAccess["scheme"],
): string {
  // Docker Hub's API is not where its images say they are.
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  return `${scheme ?? (isLoopback(host) ? "http" : "https")}://${host}`;
}

/** What stands for an image's repository in a path: Docker Hub's official images have a hidden folder. */
export function repositoryPath({ registry, repository }: ImageReference): string {
  return registry === "docker.io" && !repository.includes("/")
    ? `library/${repository}`
    : repository;
}

export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);
}
