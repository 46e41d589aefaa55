import { expect, test } from "vitest";
import { manualClock } from "../../../simulators/support/manual-clock.ts";
import { UnsupportedError, UsageError } from "../../core/failure.ts";
import type { ClusterClient } from "../cluster-client.ts";
import type { ProcessLife, ProcessLives } from "./process-lives.ts";
import { steerPods } from "./steer-pods.ts";

/** One controller with one life; what is done to it is written down, and ends it where it would. */
function steered(more: { withoutNodes?: boolean; deaf?: boolean } = {}) {
  const done: string[] = [];
  const exited = Promise.withResolvers<void>();
  const life: ProcessLife = {
    ...{ containerId: "containerd://abc", node: "node", exited: exited.promise },
    pod: { name: "pod-a", uid: "a" },
  };
  const lives = {
    process: { name: "source-controller", namespace: "flux-system" },
    ...{ running: [life], expectsNone: false, logFile: "logs/source-controller.log" },
  } as unknown as ProcessLives;
  const clock = manualClock();
  const controllers = steerPods({
    ...{ clock, signal: new AbortController().signal, graceMs: () => 10_000 },
    pods: {
      all: [lives],
      find(name) {
        if (name === lives.process.name) return lives;
        throw new UsageError(name);
      },
      async [Symbol.asyncDispose]() {},
    },
    connection: {
      request: async () => ({ status: 200, text: "" }),
      client: {
        async delete({ kind, metadata }) {
          done.push(`delete ${kind} ${metadata.name}`);
          exited.resolve();
        },
        async patch({ kind, metadata, spec }) {
          done.push(`patch ${kind} ${metadata.name} ${JSON.stringify(spec)}`);
          exited.resolve();
        },
      } as Partial<ClusterClient> as ClusterClient,
    },
    nodes: more.withoutNodes
      ? undefined
      : {
          names: ["node"],
          async run(node, command) {
            const [id, signal] = command.slice(-2);
            done.push(`${signal} ${id} on ${node}`);
            if (signal === "KILL" || !more.deaf) exited.resolve();
            return "";
          },
          follow: () => expect.unreachable(),
        },
  });
  const end = (how: "crash" | "stop", pod: "kept" | "replaced") =>
    controllers.end({ controller: "source-controller", how, pod });
  return { controllers, end, done, clock, lives };
}

test.each([
  ["crash", "kept", ["KILL abc on node"]],
  ["stop", "kept", ["TERM abc on node"]],
  ["crash", "replaced", ["KILL abc on node", "delete Pod pod-a"]],
  ["stop", "replaced", ["delete Pod pod-a"]],
] as const)("%s with its Pod %s", async (how, pod, expected) => {
  const { end, done } = steered();
  await end(how, pod);
  expect(done).toEqual(expected);
});

test("a controller that ignores SIGTERM is killed after its grace period", async () => {
  const { end, done, clock } = steered({ deaf: true });
  const ended = end("stop", "kept");
  await expect.poll(() => clock.sleepers()).toBe(1);
  clock.advance(10_000);
  await ended;
  expect(done).toEqual(["TERM abc on node", "KILL abc on node"]);
});

test("scales once, and ends nothing that isn't there", async () => {
  const { controllers, end, done, lives } = steered();
  const scale = (replicas: 0 | 1) =>
    controllers.scale({ controller: "source-controller", replicas });
  await scale(1);
  await scale(0);
  expect(lives.expectsNone).toBe(true);
  await scale(0);
  await expect(end("crash", "kept")).rejects.toThrow(/scaled to 0/);
  await scale(1);
  expect(done).toEqual([
    'patch Deployment source-controller {"replicas":0}',
    'patch Deployment source-controller {"replicas":1}',
  ]);
});

test("freezes and thaws the life that runs, where its node can be entered", async () => {
  const { controllers, done } = steered({ deaf: true });
  const freeze = (frozen: boolean) =>
    controllers.freeze({ controller: "source-controller", frozen });
  await freeze(true);
  await freeze(false);
  expect(done).toEqual(["STOP abc on node", "CONT abc on node"]);
  const outside = steered({ withoutNodes: true }).controllers;
  await expect(outside.freeze({ controller: "source-controller", frozen: true })).rejects.toThrow(
    /sending SIGSTOP to a controller is unsupported/,
  );
});

test("without the nodes only whole Pods are replaced", async () => {
  const { end, done } = steered({ withoutNodes: true });
  await expect(end("crash", "kept")).rejects.toThrow(UnsupportedError);
  await end("stop", "replaced");
  expect(done).toEqual(["delete Pod pod-a"]);
});

test("another name is an error, and no timer stays behind", async () => {
  const { controllers, end, clock } = steered();
  const other = controllers.end({ controller: "other", how: "crash", pod: "kept" });
  await expect(other).rejects.toThrow(UsageError);
  await end("crash", "kept");
  expect(clock.sleepers()).toBe(0);
});
