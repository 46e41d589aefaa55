import type { HostInfo } from "./run.ts";

/** What machine it was, so that only like is held to like: `AMD EPYC, 2 CPUs, 24 GiB`. */
export function machineOf({ cpuModel, cpus, memoryBytes }: HostInfo): string {
  return `${cpuModel}, ${cpus} CPUs, ${Math.round(memoryBytes / 2 ** 30)} GiB`;
}
