import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exists, readCounter, readNumber } from "./cgroup-files.ts";
import type { MemoryGroup, MemoryGroupSite } from "./memory-cgroup.ts";

/**
 * Groups in the v1 memory hierarchy, below the harness's own: `NAME/CONTROLLER`.
 * CPU time is counted by a hierarchy of its own, used where we may.
 *
 * @param request.memory the harness's own directory in the memory hierarchy, `cpuacct` likewise
 */
export function cgroupV1Site(request: {
  memory: string;
  cpuacct: string | null;
  name: string;
}): MemoryGroupSite {
  const memory = join(request.memory, request.name);
  const cpuacct = request.cpuacct === null ? null : join(request.cpuacct, request.name);
  let countsCpu = false;
  return {
    version: 1,
    directories: cpuacct === null ? [memory] : [memory, cpuacct],
    open: () => {
      mkdirSync(memory);
      countsCpu = cpuacct !== null && tryMkdir(cpuacct);
    },
    create: ({ name, limitBytes }) => {
      const group = join(memory, name);
      mkdirSync(group);
      writeFileSync(join(group, "memory.limit_in_bytes"), String(limitBytes));
      // Swap would hide what the limit is there to show. Kernels without swap accounting lack the file.
      const withSwap = join(group, "memory.memsw.limit_in_bytes");
      if (exists(withSwap)) writeFileSync(withSwap, String(limitBytes));
      const cpu = cpuacct !== null && countsCpu ? join(cpuacct, name) : null;
      if (cpu !== null) mkdirSync(cpu);
      return toGroup(group, cpu);
    },
  };
}

function toGroup(group: string, cpu: string | null): MemoryGroup {
  const directories = cpu === null ? [group] : [group, cpu];
  return {
    joins: directories.map((each) => join(each, "cgroup.procs")),
    readMemory: () => ({
      workingSet: Math.max(
        0,
        readNumber(group, "memory.usage_in_bytes") -
          readCounter(group, "memory.stat", "total_inactive_file"),
      ),
      anon: readCounter(group, "memory.stat", "total_rss"),
      oomKills: readCounter(group, "memory.oom_control", "oom_kill"),
    }),
    readCpuSeconds: () => (cpu === null ? null : readNumber(cpu, "cpuacct.usage") / 1e9),
  };
}

function tryMkdir(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch {
    return false;
  }
}
