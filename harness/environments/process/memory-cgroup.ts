import { readFileSync } from "node:fs";
import { type CgroupPlace, findCgroups } from "./cgroup-place.ts";
import { cgroupV1Site } from "./cgroup-v1.ts";
import { cgroupV2Site } from "./cgroup-v2.ts";

/** What the kernel counts for one cgroup. Bytes. */
export interface MemoryReading {
  /** Usage less inactive file pages, as the kubelet reckons it. */
  workingSet: number;
  anon: number;
  /** The kernel's OOM kill counter. */
  oomKills: number;
}

/** One controller's cgroup. */
export interface MemoryGroup {
  /** Files that a process writes its pid to in order to join. */
  joins: string[];
  readMemory(): MemoryReading;
  /** CPU seconds of every process that ever was in it; null where the kernel keeps no such count. */
  readCpuSeconds(): number | null;
}

/** One place where the cgroups of a slot can be made. */
export interface MemoryGroupSite {
  version: 1 | 2;
  /** The directories that `open` will make; `removeCgroups` ends them with all that is inside. */
  directories: string[];
  /** Throws the file system's error where this machine doesn't let us. */
  open(): void;
  /** Only after `open`. */
  create(request: { name: string; limitBytes: number }): MemoryGroup;
}

/** Where this process is among the cgroups of the machine. */
export function readOwnCgroups(): CgroupPlace {
  return findCgroups({
    mounts: readFileSync("/proc/self/mountinfo", "utf8"),
    membership: readFileSync("/proc/self/cgroup", "utf8"),
  });
}

/** The sites worth trying, best first. Where v1 has the memory controller, v2 has not. */
export function memoryGroupSites(request: { place: CgroupPlace; name: string }): MemoryGroupSite[] {
  const { place, name } = request;
  const { memory, cpuacct } = place.v1;
  if (memory) return [cgroupV1Site({ memory: memory.own, cpuacct: cpuacct?.own ?? null, name })];
  if (!place.v2) return [];
  return ancestors(place.v2.own, place.v2.mount).map((parent) => cgroupV2Site({ parent, name }));
}

/** A directory and those above it, up to the mount point. */
function ancestors(directory: string, mount: string): string[] {
  const found = [directory];
  while (directory !== mount && directory.startsWith(`${mount}/`)) {
    directory = directory.slice(0, directory.lastIndexOf("/"));
    found.push(directory);
  }
  return found;
}
