import { expect, test, vi } from "vitest";
import type { Clock } from "../../core/clock.ts";
import type { NodeAccess } from "./hosted-cluster.ts";
import { followKernelKills } from "./kernel-kills.ts";

const slice =
  "/docker/1f/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod9104641f_25a8.slice";

/** As Linux 5.1 and later write it into /dev/kmsg. */
function killLine(containerId: string, constraint = "CONSTRAINT_MEMCG"): string {
  const scope = `cri-containerd-${containerId}.scope`;
  return (
    `6,2514,50149215126,-;oom-kill:constraint=${constraint},nodemask=(null),cpuset=${scope},mems_allowed=0,` +
    `oom_memcg=${slice},task_memcg=${slice}/${scope},task=source-controll,pid=349,uid=65534`
  );
}

const first = "a1".repeat(32);
const second = "b2".repeat(32);
const third = "c3".repeat(32);

/**
 * @param rounds lines of each time a node's log is read; the last goes on without an end
 * @param lastsMs what each of the others takes
 */
function follow(rounds: Record<string, string[][]>, lastsMs = 3_000) {
  const count = { begun: 0, disposed: 0 };
  let nowMs = 0;
  const nodes: NodeAccess = {
    names: Object.keys(rounds),
    run: () => Promise.reject(new Error("nothing is run")),
    follow(node, command) {
      expect(command.at(-1)).toBe("/dev/kmsg");
      count.begun += 1;
      const ended = Promise.withResolvers<void>();
      const own = rounds[node] ?? [];
      const lines = own.shift() ?? [];
      const isLast = own.length === 0;
      return {
        lines: (async function* () {
          yield* lines;
          if (isLast) await ended.promise;
          else nowMs += lastsMs;
        })(),
        async [Symbol.asyncDispose]() {
          count.disposed += 1;
          ended.resolve();
        },
      };
    },
  };
  const clock: Clock = {
    nowMs: () => nowMs,
    epochMs: () => nowMs,
    sleep: () => Promise.reject(new Error("nothing waits")),
  };
  const signal = new AbortController().signal;
  return { kills: followKernelKills({ nodes, clock, signal }), count };
}

test("a container is known once the kernel killed for its limit, on whatever node", async () => {
  const { kills } = follow({
    one: [[killLine(first), "6,1,2,-;something else", killLine(third, "CONSTRAINT_NONE")]],
    two: [[killLine(second)]],
  });
  await vi.waitFor(() => expect([first, second].map(kills.has)).toEqual([true, true]));
  expect(kills.has(third)).toBe(false);
  await kills[Symbol.asyncDispose]();
});

test("a log that ends is read again, and all reading ends with it", async () => {
  const { kills, count } = follow({ one: [[killLine(first)], [killLine(second)]] });
  await vi.waitFor(() => expect([first, second].map(kills.has)).toEqual([true, true]));
  await kills[Symbol.asyncDispose]();
  expect(count.begun).toBe(2);
  expect(count.disposed).toBeGreaterThanOrEqual(2);
});

test("a log that can't be read is left alone", async () => {
  const { kills, count } = follow({ one: [[], [killLine(first)]] }, 0);
  await vi.waitFor(() => expect(count.disposed).toBe(1));
  await kills[Symbol.asyncDispose]();
  expect(count.begun).toBe(1);
  expect(kills.has(first)).toBe(false);
});
