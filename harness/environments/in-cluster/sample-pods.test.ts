import { expect, test } from "vitest";
import type { Observation } from "../../core/history.ts";
import { wallClock } from "../wall-clock.ts";
import type { NodeAccess } from "./hosted-cluster.ts";
import { samplePods } from "./sample-pods.ts";

const process = {
  ...{ name: "source-controller", namespace: "flux-system", selector: {}, container: "manager" },
  ...{ reconcilers: [], cpuLimitMilli: 500 },
};
const first = "a1".repeat(32);
const second = "b2".repeat(32);

/** What a node's program prints of a container in one round. */
function round(id: string, pid: number, periods: number): string[] {
  const group = `/sys/fs/cgroup/kubelet.slice/pod1/cri-containerd-${id}.scope`;
  return [
    `${group}/cgroup.procs:${pid}`,
    `/proc/${pid}/status:VmRSS:\t 4 kB`,
    `${group}/cpu.stat:usage_usec ${periods * 1000}`,
    ...["nr_periods", "nr_throttled"].map((name) => `${group}/cpu.stat:${name} ${periods}`),
    `${group}/cpu.stat:throttled_usec ${periods * 100_000}`,
    ".",
  ];
}

test("what containers count goes with them, and is summed over a process's lives", async () => {
  expect(await recordedOf(process)).toMatchObject([
    { cpuSeconds: 0.005, cpuPeriods: 5, throttledPeriods: 5, throttledSeconds: 0.5 },
    { cpuSeconds: 0.006, cpuPeriods: 6, throttledPeriods: 6, throttledSeconds: 0.6 },
    { cpuSeconds: 0.01, cpuPeriods: 10, throttledPeriods: 10, throttledSeconds: 1 },
  ]);
});

test("of a process without a quota none is told", async () => {
  const { cpuLimitMilli: _none, ...free } = process;
  for (const entry of await recordedOf(free)) expect(entry).not.toHaveProperty("cpuPeriods");
});

async function recordedOf(of: Omit<typeof process, "cpuLimitMilli">): Promise<Observation[]> {
  const recorded: Observation[] = [];
  const { promise: all, resolve } = Promise.withResolvers<void>();
  const life = (containerId: string) => ({
    ...{ containerId: `containerd://${containerId}`, pod: { name: "p", uid: "1" }, node: "n" },
    exited: Promise.resolve(),
  });
  async function* lines() {
    yield* [...round(first, 1, 5), ...round(first, 1, 6), ...round(second, 1, 4)];
    resolve();
  }
  const nodes: NodeAccess = {
    names: ["n"],
    run: () => Promise.reject(new Error("nothing is run")),
    follow: () => ({ lines: lines(), [Symbol.asyncDispose]: async () => {} }),
  };
  await using _sampler = samplePods({
    pods: { all: [{ process: of, running: [life(first), life(second)] }] },
    ...{ nodes, clock: wallClock(), signal: new AbortController().signal },
    recorder: {
      record: (observation) => ({ seq: recorded.push(observation), tMs: 0, ...observation }),
    },
  });
  await all;
  return recorded;
}
