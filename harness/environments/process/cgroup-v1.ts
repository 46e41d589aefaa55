import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exists, readCounter, readNumber } from "./cgroup-files.ts";
import { cpuPeriodUs, type MemoryGroup, type MemoryGroupSite } from "./memory-cgroup.ts";

/**
 * Groups in the v1 memory hierarchy, below the harness's own: `NAME/CONTROLLER`.
 * CPU time is counted by a hierarchy of its own, used where we may, and limited by another, used where asked
 * for; often the two are one.
 *
 * @param request.memory the harness's own directory in the memory hierarchy, `cpuacct` and `cpu` likewise
 */
export function cgroupV1Site(request: {
  memory: string;
  cpuacct: string | null;
  cpu: string | null;
  name: string;
}): MemoryGroupSite {
  const inside = (parent: string | null) => (parent === null ? null : join(parent, request.name));
  const memory = join(request.memory, request.name);
  const cpuacct = inside(request.cpuacct);
  const cpu = inside(request.cpu);
  let countsCpu = false;
  return {
    version: 1,
    directories: [...new Set([memory, cpuacct, cpu])].filter((each) => each !== null),
    open: () => {
      mkdirSync(memory);
      countsCpu = cpuacct !== null && tryMkdir(cpuacct);
    },
    create: ({ name, limitBytes, cpuMilli }) => {
      // First of all, for whoever asks for it has no use for the rest without.
      const limiting = cpuMilli === undefined ? null : makeLimited({ cpu, name, cpuMilli });
      const group = join(memory, name);
      mkdirSync(group);
      writeFileSync(join(group, "memory.limit_in_bytes"), String(limitBytes));
      // Swap would hide what the limit is there to show. Kernels without swap accounting lack the file.
      const withSwap = join(group, "memory.memsw.limit_in_bytes");
      if (exists(withSwap)) writeFileSync(withSwap, String(limitBytes));
      const counting = cpuacct !== null && countsCpu ? join(cpuacct, name) : null;
      if (counting !== null) mkdirSync(counting, { recursive: true });
      return toGroup({ group, counting, limiting });
    },
  };
}

function makeLimited(request: { cpu: string | null; name: string; cpuMilli: number }): string {
  const { cpu, name, cpuMilli } = request;
  if (cpu === null) throw new Error("no cgroup hierarchy with cpu is mounted");
  const group = join(cpu, name);
  mkdirSync(group, { recursive: true });
  writeFileSync(join(group, "cpu.cfs_period_us"), String(cpuPeriodUs));
  writeFileSync(join(group, "cpu.cfs_quota_us"), String((cpuMilli * cpuPeriodUs) / 1000));
  return group;
}

function toGroup(directories: {
  group: string;
  counting: string | null;
  limiting: string | null;
}): MemoryGroup {
  const { group, counting, limiting } = directories;
  const joined = [...new Set([group, counting, limiting])].filter((each) => each !== null);
  return {
    joins: joined.map((each) => join(each, "cgroup.procs")),
    readMemory: () => ({
      workingSet: Math.max(
        0,
        readNumber(group, "memory.usage_in_bytes") -
          readCounter(group, "memory.stat", "total_inactive_file"),
      ),
      anon: readCounter(group, "memory.stat", "total_rss"),
      oomKills: readCounter(group, "memory.oom_control", "oom_kill"),
    }),
    readCpuSeconds: () => (counting === null ? null : readNumber(counting, "cpuacct.usage") / 1e9),
    readThrottling: () =>
      limiting === null
        ? null
        : {
            cpuPeriods: readCounter(limiting, "cpu.stat", "nr_periods"),
            throttledPeriods: readCounter(limiting, "cpu.stat", "nr_throttled"),
            throttledSeconds: readCounter(limiting, "cpu.stat", "throttled_time") / 1e9,
          },
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
