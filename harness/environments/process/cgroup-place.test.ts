import { expect, test } from "vitest";
import { findCgroups } from "./cgroup-place.ts";

test("v1: each controller has its own mount", () => {
  const place = findCgroups({
    mounts: [
      "30 25 0:26 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct",
      "31 25 0:27 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory",
      "32 25 0:28 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
    ].join("\n"),
    membership: "4:memory:/user.slice/mine\n1:cpu,cpuacct:/\n0::/user.slice\n",
  });
  expect(place.v1.memory).toEqual({
    own: "/sys/fs/cgroup/memory/user.slice/mine",
    mount: "/sys/fs/cgroup/memory",
  });
  expect(place.v1.cpuacct?.own).toBe("/sys/fs/cgroup/cpu,cpuacct");
  expect(place.v2?.own).toBe("/sys/fs/cgroup/unified/user.slice");
});

test("v2 alone", () => {
  const place = findCgroups({
    mounts: "30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate",
    membership: "0::/user.slice/user-1000.slice\n",
  });
  expect(place.v1.memory).toBeUndefined();
  expect(place.v2?.own).toBe("/sys/fs/cgroup/user.slice/user-1000.slice");
});

test("in a container only part of the hierarchy is mounted", () => {
  const mounts = "31 25 0:27 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory";
  const inside = findCgroups({ mounts, membership: "4:memory:/docker/abc/child\n" });
  expect(inside.v1.memory?.own).toBe("/sys/fs/cgroup/memory/child");
  const outside = findCgroups({ mounts, membership: "4:memory:/elsewhere\n" });
  expect(outside.v1.memory?.own).toBe("/sys/fs/cgroup/memory");
});

test("a mount point with a space, and text that is none of this", () => {
  const spaced = findCgroups({
    mounts: "30 25 0:26 / /mnt/c\\040g rw - cgroup2 cgroup2 rw",
    membership: "0::/\n",
  });
  expect(spaced.v2).toEqual({ own: "/mnt/c g", mount: "/mnt/c g" });
  expect(findCgroups({ mounts: "", membership: "garbage" })).toEqual({ v1: {}, v2: null });
});
