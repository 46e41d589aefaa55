import { describe, expect, it } from "vitest";
import { MemoryLines } from "./memory-lines.ts";

const id = "ab".repeat(32);
const pod = "kubelet-kubepods-burstable-pod1_2.slice";
const v1 = `/sys/fs/cgroup/memory/kubelet.slice/${pod}/cri-containerd-${id}.scope`;
const v2 = `/sys/fs/cgroup/kubelet.slice/${pod}/cri-containerd-${id}.scope`;

function figuresOf(lines: string[]) {
  const reader = new MemoryLines();
  return [...lines, "."].flatMap((line) => reader.push(line));
}

describe("what a node says of its containers", () => {
  it("is read from the older cgroups", () => {
    const figures = figuresOf([
      `${v1}/memory.usage_in_bytes:5000000`,
      `${v1}/memory.stat:rss 1`,
      `${v1}/memory.stat:inactive_file 2`,
      `${v1}/memory.stat:total_rss 3000000`,
      `${v1}/memory.stat:total_inactive_file 1000000`,
      `${v1}/memory.oom_control:oom_kill 2`,
      `${v1}/cgroup.procs:41`,
      `/sys/fs/cgroup/cpuacct/kubelet.slice/${pod}/cri-containerd-${id}.scope/cpuacct.usage:2500000000`,
      ...["nr_periods 40", "nr_throttled 30", "throttled_time 2500000000"].map(
        (line) =>
          `/sys/fs/cgroup/cpu/kubelet.slice/${pod}/cri-containerd-${id}.scope/cpu.stat:${line}`,
      ),
      "/proc/41/status:VmHWM:\t    2048 kB",
      "/proc/41/status:VmRSS:\t    1024 kB",
    ]);
    expect(figures).toEqual([
      {
        ...{ containerId: id, pid: 41, rss: 1_048_576, rssPeak: 2_097_152, cpuSeconds: 2.5 },
        ...{ workingSet: 4_000_000, anon: 3_000_000, oomKills: 2 },
        throttling: { cpuPeriods: 40, throttledPeriods: 30, throttledSeconds: 2.5 },
      },
    ]);
  });

  it("is read from the unified ones", () => {
    const figures = figuresOf([
      `${v2}/memory.current:5000`,
      `${v2}/memory.stat:anon 3000`,
      `${v2}/memory.stat:inactive_file 6000`,
      `${v2}/memory.events:oom_kill 1`,
      ...["usage_usec 1500000", "nr_periods 4", "nr_throttled 3", "throttled_usec 500000"].map(
        (line) => `${v2}/cpu.stat:${line}`,
      ),
      `${v2}/cgroup.procs:41`,
      "/proc/41/status:VmRSS:\t 4 kB",
      "/proc/41/status:VmHWM:\t 8 kB",
    ]);
    expect(figures).toEqual([
      {
        ...{ containerId: id, pid: 41, rss: 4096, rssPeak: 8192, cpuSeconds: 1.5 },
        ...{ workingSet: 0, anon: 3000, oomKills: 1 },
        throttling: { cpuPeriods: 4, throttledPeriods: 3, throttledSeconds: 0.5 },
      },
    ]);
  });

  it("is of the largest process, for the first may only reap the others", () => {
    const [figures] = figuresOf([
      ...[1, 7, 9].map((pid) => `${v2}/cgroup.procs:${pid}`),
      "/proc/1/status:VmRSS:\t 4 kB",
      "/proc/7/status:VmRSS:\t 400 kB",
      "/proc/9/status:VmRSS:\t 40 kB",
    ]);
    expect(figures).toMatchObject({ pid: 7, rss: 409_600, rssPeak: 409_600 });
    expect(figures).not.toHaveProperty("workingSet");
    expect(figures).not.toHaveProperty("throttling");
  });

  it("tells nothing of a container whose processes are gone, nor of other lines", () => {
    expect(figuresOf([`${v2}/memory.current:5000`, `${v2}/cgroup.procs:7`])).toEqual([]);
    const pauses = ["", "grep: x", `${v2}/other:1`, "/sys/fs/cgroup/a/memory.current:1"];
    expect(figuresOf(pauses)).toEqual([]);
  });

  it("begins anew each round", () => {
    const reader = new MemoryLines();
    const lines = [`${v2}/cgroup.procs:7`, "/proc/7/status:VmRSS:\t 4 kB", "."];
    expect(lines.flatMap((line) => reader.push(line))).toHaveLength(1);
    expect(reader.push(".")).toEqual([]);
  });
});
