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

/** What the kernel counts of a CPU quota, since the group was made. */
export interface ThrottlingReading {
  /** Periods of the quota in which anything ran. */
  cpuPeriods: number;
  /** Those in which the quota was used up before their end. */
  throttledPeriods: number;
  /** Seconds that it was kept from running, each CPU's counted by itself. */
  throttledSeconds: number;
}

/** The period of a CPU quota in microseconds: the kernel's own default, and the kubelet's. */
export const cpuPeriodUs = 100_000;

/** One controller's cgroup. */
export interface MemoryGroup {
  /** Files that a process writes its pid to in order to join. */
  joins: string[];
  readMemory(): MemoryReading;
  /** CPU seconds of every process that ever was in it; null where the kernel keeps no such count. */
  readCpuSeconds(): number | null;
  /** Null where its CPU time isn't limited. */
  readThrottling(): ThrottlingReading | null;
}

/** A cgroup to make. */
export interface GroupRequest {
  name: string;
  /** Of memory, swap included. */
  limitBytes: number;
  /** Thousandths of a CPU; absent for no limit. */
  cpuMilli?: number;
}

/** One place where the cgroups of a slot can be made. */
export interface MemoryGroupSite {
  version: 1 | 2;
  /** The directories that `open` will make; `removeCgroups` ends them with all that is inside. */
  directories: string[];
  /** Throws the file system's error where this machine doesn't let us. */
  open(): void;
  /** Only after `open`. Throws where a limit can't be had. */
  create(request: GroupRequest): MemoryGroup;
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
  const { memory, cpuacct, cpu } = place.v1;
  if (memory) {
    const beside = { cpuacct: cpuacct?.own ?? null, cpu: cpu?.own ?? null };
    return [cgroupV1Site({ memory: memory.own, ...beside, name })];
  }
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
