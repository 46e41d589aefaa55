import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exists, readCounter, readNumber } from "./cgroup-files.ts";
import {
  cpuPeriodUs,
  type GroupRequest,
  type MemoryGroup,
  type MemoryGroupSite,
} from "./memory-cgroup.ts";

/**
 * Groups `NAME/CONTROLLER` below one directory of the v2 hierarchy.
 *
 * A group that holds processes can't give a controller to its children, so the harness's own group
 * seldom serves; the nearest one above it that was delegated to the user does.
 */
export function cgroupV2Site(request: { parent: string; name: string }): MemoryGroupSite {
  const top = join(request.parent, request.name);
  return {
    version: 2,
    directories: [top],
    open: () => {
      delegate("memory", request.parent);
      mkdirSync(top);
      try {
        delegate("memory", top);
      } catch (error) {
        rmdirSync(top);
        throw error;
      }
    },
    create: ({ name, ...limits }) => {
      if (limits.cpuMilli !== undefined) {
        // Counting CPU time needs no such right, limiting it does.
        delegate("cpu", request.parent);
        delegate("cpu", top);
      }
      return createGroup(join(top, name), limits);
    },
  };
}

function delegate(controller: "memory" | "cpu", directory: string): void {
  const control = join(directory, "cgroup.subtree_control");
  const given = readFileSync(control, "utf8").trim().split(" ");
  if (!given.includes(controller)) writeFileSync(control, `+${controller}`);
}

function createGroup(
  group: string,
  { limitBytes, cpuMilli }: Omit<GroupRequest, "name">,
): MemoryGroup {
  mkdirSync(group);
  writeFileSync(join(group, "memory.max"), String(limitBytes));
  // Swap would hide what the limit is there to show. Kernels without swap lack the file.
  const swap = join(group, "memory.swap.max");
  if (exists(swap)) writeFileSync(swap, "0");
  if (cpuMilli !== undefined) {
    const quotaUs = (cpuMilli * cpuPeriodUs) / 1000;
    writeFileSync(join(group, "cpu.max"), `${quotaUs} ${cpuPeriodUs}`);
  }
  return {
    joins: [join(group, "cgroup.procs")],
    readMemory: () => ({
      workingSet: Math.max(
        0,
        readNumber(group, "memory.current") - readCounter(group, "memory.stat", "inactive_file"),
      ),
      anon: readCounter(group, "memory.stat", "anon"),
      oomKills: readCounter(group, "memory.events", "oom_kill"),
    }),
    readCpuSeconds: () => readCounter(group, "cpu.stat", "usage_usec") / 1e6,
    readThrottling: () =>
      cpuMilli === undefined
        ? null
        : {
            cpuPeriods: readCounter(group, "cpu.stat", "nr_periods"),
            throttledPeriods: readCounter(group, "cpu.stat", "nr_throttled"),
            throttledSeconds: readCounter(group, "cpu.stat", "throttled_usec") / 1e6,
          },
  };
}
