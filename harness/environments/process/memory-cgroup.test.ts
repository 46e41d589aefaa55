import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exists } from "./cgroup-files.ts";
import { cgroupV1Site } from "./cgroup-v1.ts";
import { cgroupV2Site } from "./cgroup-v2.ts";
import { memoryGroupSites } from "./memory-cgroup.ts";
import { openMemoryGroups } from "./open-memory-groups.ts";

/** A folder that looks like a cgroup file system as far as plain files can. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cgroup-test-"));
});
afterEach(() => rmSync(root, { recursive: true }));

describe("version 1", () => {
  const make = () => {
    mkdirSync(join(root, "memory"));
    mkdirSync(join(root, "cpuacct"));
    const site = cgroupV1Site({
      memory: join(root, "memory"),
      cpuacct: join(root, "cpuacct"),
      cpu: null,
      name: "slot",
    });
    site.open();
    return site;
  };

  test("limits and counts", () => {
    const site = make();
    const group = site.create({ name: "source-controller", limitBytes: 64 * 2 ** 20 });
    const memory = join(root, "memory/slot/source-controller");
    const cpu = join(root, "cpuacct/slot/source-controller");
    expect(readFileSync(join(memory, "memory.limit_in_bytes"), "utf8")).toBe("67108864");
    expect(group.joins).toEqual([join(memory, "cgroup.procs"), join(cpu, "cgroup.procs")]);
    writeFileSync(join(memory, "memory.usage_in_bytes"), "5000\n");
    writeFileSync(
      join(memory, "memory.stat"),
      "inactive_file 1\nrss 2\ntotal_rss 700\ntotal_inactive_file 1000\n",
    );
    writeFileSync(
      join(memory, "memory.oom_control"),
      "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n",
    );
    writeFileSync(join(cpu, "cpuacct.usage"), "1500000000\n");
    expect(group.readMemory()).toEqual({ workingSet: 4000, anon: 700, oomKills: 3 });
    expect(group.readCpuSeconds()).toBe(1.5);
  });

  test("does without CPU time where that hierarchy can't be written", () => {
    mkdirSync(join(root, "memory"));
    const site = cgroupV1Site({
      memory: join(root, "memory"),
      cpuacct: join(root, "not there"),
      cpu: null,
      name: "slot",
    });
    site.open();
    const group = site.create({ name: "x", limitBytes: 1 });
    expect(group.joins).toHaveLength(1);
    expect(group.readCpuSeconds()).toBeNull();
  });

  test("limits and counts CPU in a hierarchy of its own, or in one with what counts it", () => {
    for (const cpu of ["cpu", "cpuacct"]) {
      const name = `slot-${cpu}`;
      mkdirSync(join(root, cpu), { recursive: true });
      mkdirSync(join(root, "memory"), { recursive: true });
      mkdirSync(join(root, "cpuacct"), { recursive: true });
      const [memory, cpuacct] = [join(root, "memory"), join(root, "cpuacct")];
      const site = cgroupV1Site({ memory, cpuacct, cpu: join(root, cpu), name });
      site.open();
      const free = site.create({ name: "free", limitBytes: 1 });
      expect(free.joins).toHaveLength(2);
      expect(free.readThrottling()).toBeNull();
      const group = site.create({ name: "x", limitBytes: 1, cpuMilli: 250 });
      const own = join(root, cpu, name, "x");
      expect(group.joins).toEqual([
        ...new Set(
          [memory, cpuacct, join(root, cpu)].map((each) => join(each, name, "x/cgroup.procs")),
        ),
      ]);
      expect(readFileSync(join(own, "cpu.cfs_period_us"), "utf8")).toBe("100000");
      expect(readFileSync(join(own, "cpu.cfs_quota_us"), "utf8")).toBe("25000");
      writeFileSync(
        join(own, "cpu.stat"),
        "nr_periods 40\nnr_throttled 30\nthrottled_time 2500000000\n",
      );
      expect(group.readThrottling()).toEqual({
        cpuPeriods: 40,
        throttledPeriods: 30,
        throttledSeconds: 2.5,
      });
    }
  });

  test("a quota that can't be had is an error, before anything is made", () => {
    const site = make();
    expect(() => site.create({ name: "x", limitBytes: 1, cpuMilli: 500 })).toThrow(/with cpu/);
    expect(exists(join(root, "memory/slot/x"))).toBe(false);
  });

  test("a kernel without the counter is an error that names the file, not a zero", () => {
    const group = make().create({ name: "x", limitBytes: 1 });
    const directory = join(root, "memory/slot/x");
    writeFileSync(join(directory, "memory.usage_in_bytes"), "1\n");
    writeFileSync(join(directory, "memory.stat"), "total_rss 1\ntotal_inactive_file 0\n");
    writeFileSync(join(directory, "memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\n");
    expect(() => group.readMemory()).toThrow(/memory\.oom_control has no line "oom_kill NUMBER"/);
  });
});

describe("version 2", () => {
  /** A kernel makes a group's files with its directory; here they must be there before. */
  const prepare = (given: string) => {
    writeFileSync(join(root, "cgroup.subtree_control"), given);
  };

  test("counts", () => {
    prepare("cpu memory\n");
    const site = cgroupV2Site({ parent: root, name: "slot" });
    mkdirSync(join(root, "slot"));
    const group = site.create({ name: "x", limitBytes: 4096 });
    const directory = join(root, "slot/x");
    expect(readFileSync(join(directory, "memory.max"), "utf8")).toBe("4096");
    writeFileSync(join(directory, "memory.current"), "900\n");
    writeFileSync(join(directory, "memory.stat"), "anon 300\nfile 500\ninactive_file 200\n");
    writeFileSync(join(directory, "memory.events"), "low 0\nmax 9\noom 2\noom_kill 1\n");
    writeFileSync(join(directory, "cpu.stat"), "usage_usec 2500000\nuser_usec 1\n");
    expect(group.readMemory()).toEqual({ workingSet: 700, anon: 300, oomKills: 1 });
    expect(group.readCpuSeconds()).toBe(2.5);
  });

  test("limits CPU where that may be delegated", () => {
    prepare("memory\n");
    const site = cgroupV2Site({ parent: root, name: "slot" });
    mkdirSync(join(root, "slot"));
    writeFileSync(join(root, "slot/cgroup.subtree_control"), "memory\n");
    const group = site.create({ name: "x", limitBytes: 4096, cpuMilli: 1500 });
    expect(readFileSync(join(root, "slot/cgroup.subtree_control"), "utf8")).toBe("+cpu");
    expect(readFileSync(join(root, "slot/x/cpu.max"), "utf8")).toBe("150000 100000");
    writeFileSync(
      join(root, "slot/x/cpu.stat"),
      "usage_usec 1\nnr_periods 4\nnr_throttled 3\nthrottled_usec 500000\n",
    );
    expect(group.readThrottling()).toEqual({
      cpuPeriods: 4,
      throttledPeriods: 3,
      throttledSeconds: 0.5,
    });
    expect(site.create({ name: "y", limitBytes: 4096 }).readThrottling()).toBeNull();
  });

  test("a place that can't be delegated is left as it was", () => {
    prepare("memory\n");
    // The slot's own directory gets no control file from a plain file system: as if it were refused.
    expect(() => cgroupV2Site({ parent: root, name: "slot" }).open()).toThrow(/ENOENT/);
    expect(exists(join(root, "slot"))).toBe(false);
  });
});

describe("choosing", () => {
  test("v1 where it has the memory controller, else each v2 group upwards", () => {
    const v2 = { own: "/cg/a/b", mount: "/cg" };
    const memory = { own: "/m", mount: "/m" };
    const names = (place: Parameters<typeof memoryGroupSites>[0]["place"]) =>
      memoryGroupSites({ place, name: "s" }).map((site) => [site.version, ...site.directories]);
    expect(names({ v1: { memory }, v2 })).toEqual([[1, "/m/s"]]);
    expect(names({ v1: {}, v2 })).toEqual([
      [2, "/cg/a/b/s"],
      [2, "/cg/a/s"],
      [2, "/cg/s"],
    ]);
    expect(names({ v1: {}, v2: null })).toEqual([]);
  });

  test("claims before it makes, and says why nothing could be made", async () => {
    const claimed: string[][] = [];
    const groups = await openMemoryGroups({
      name: "slot",
      claim: async (directories) => {
        expect(exists(join(root, "slot"))).toBe(false);
        claimed.push(directories);
      },
      place: { v1: {}, v2: { own: root, mount: root } },
    });
    expect(claimed).toEqual([[join(root, "slot")]]);
    expect(groups).toEqual({
      site: null,
      because: expect.stringContaining("cgroup.subtree_control"),
    });
  });
});
