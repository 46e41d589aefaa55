import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { freemem } from "node:os";
import { UsageError } from "../../core/failure.ts";
import { formatBytes } from "../../core/quantity.ts";
import type { Docker } from "./docker.ts";

const gibibyte = 2 ** 30;

/** A cluster of one node with Flux and a Git host in it, and the harness beside it. */
export const neededMemory = 3 * gibibyte;
/** Each further node. */
const neededMemoryMore = gibibyte;
/** A node's writable layer with the controllers' images. */
export const neededDisk = 5 * gibibyte;

/** What the machine that Docker is on has left; undefined where that can't be seen from here. */
export interface DockerMachine {
  freeMemory: number | undefined;
  freeDisk: number | undefined;
}

/**
 * Holds Docker and its machine to what a cluster needs, before anything is made.
 * @throws UsageError that names the cure.
 */
export function requireMachine(
  docker: Pick<Docker, "daemon" | "host">,
  machine: DockerMachine & { nodes?: number },
): void {
  const { daemon, host } = docker;
  const { freeMemory, freeDisk, nodes = 1 } = machine;
  const memory = neededMemory + (nodes - 1) * neededMemoryMore;
  if (daemon.OSType !== "linux") {
    throw new UsageError(
      `Docker at ${host} runs ${daemon.OSType} containers: switch it to Linux containers`,
    );
  }
  if (/^(ssh:|tcp:\/\/(?!127\.|localhost|\[::1\]))/.test(host)) {
    throw new UsageError(
      `DOCKER_HOST is ${host}, another machine: clusters answer only there; run fluxproof on it, or unset DOCKER_HOST`,
    );
  }
  if (freeMemory !== undefined && freeMemory < memory) {
    throw new UsageError(
      `${formatBytes(freeMemory)} of memory are free, environment kind needs ${formatBytes(memory)}${nodes > 1 ? ` for ${nodes} nodes` : ""}: end other programs; --env local needs half of it`,
    );
  }
  if (freeDisk !== undefined && freeDisk < neededDisk) {
    throw new UsageError(
      `${formatBytes(freeDisk)} are free in ${daemon.DockerRootDir}, environment kind needs ${formatBytes(neededDisk)}: "docker system prune" frees what nothing uses, or move Docker's data root`,
    );
  }
}

/** Looks at this machine, where Docker's daemon runs on it. */
export async function lookAtMachine({ daemon }: Pick<Docker, "daemon">): Promise<DockerMachine> {
  const folder = daemon.DockerRootDir;
  // In a virtual machine or on another one, its data root is no folder of ours.
  if (folder === "" || !existsSync(folder)) return { freeMemory: undefined, freeDisk: undefined };
  const { bavail, bsize } = await statfs(folder);
  return { freeMemory: freemem(), freeDisk: bavail * bsize };
}
