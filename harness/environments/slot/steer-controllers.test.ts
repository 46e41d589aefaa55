import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EndOrder } from "../process/supervise.ts";
import { wallClock } from "../wall-clock.ts";
import { fluxController } from "./flux-controllers.ts";
import type { StartedController } from "./start-controller.ts";
import { steerControllers } from "./steer-controllers.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "steer-"));
  await mkdir(join(folder, "x", "data"), { recursive: true });
  await writeFile(join(folder, "x", "data", "artifact"), "");
});
afterEach(() => rm(folder, { recursive: true }));

const stored = () => existsSync(join(folder, "x", "data", "artifact"));

/** A controller that does what it is ordered at once. */
function steered({ isRunning = true, signal = new AbortController().signal } = {}) {
  const orders: EndOrder[] = [];
  const signals: string[] = [];
  const controller = fluxController("source-controller");
  const started = {
    request: {
      name: "x",
      controller,
      settings: {},
      context: { folder, logs: folder, clock: wallClock() },
    },
    supervised: {
      child: isRunning ? { kill: (sent: string) => void signals.push(sent) } : null,
      async end(order: EndOrder) {
        orders.push(order);
        await order.between?.();
      },
    },
  } as unknown as StartedController;
  return { orders, signals, controllers: steerControllers([started], signal) };
}

test("a crash keeps what the controller stored, and its exits are counted on", async () => {
  const { orders, controllers } = steered();
  await controllers.end({ controller: "x", how: "crash", pod: "kept" });
  expect(orders).toEqual([{ signal: "SIGKILL", graceMs: 10_000, anew: false }]);
  expect(stored()).toBe(true);
});

test("with its Pod a controller loses what it stored, and begins anew", async () => {
  const { orders, controllers } = steered();
  await controllers.end({ controller: "x", how: "stop", pod: "replaced" });
  expect(orders).toMatchObject([{ signal: "SIGTERM", anew: true }]);
  expect(stored()).toBe(false);
  expect(existsSync(join(folder, "x", "data"))).toBe(true);
});

test("scaled to 0 it stays away until it is scaled to 1", async () => {
  const { orders, controllers } = steered();
  await controllers.scale({ controller: "x", replicas: 0 });
  await controllers.scale({ controller: "x", replicas: 0 });
  expect(orders).toHaveLength(1);
  let back = false;
  orders[0]?.until?.then(() => {
    back = true;
  });
  const end = controllers.end({ controller: "x", how: "crash", pod: "kept" });
  await expect(end).rejects.toThrow("x can't be ended: it was scaled to 0 before");
  expect(back).toBe(false);
  await controllers.scale({ controller: "x", replicas: 1 });
  await controllers.scale({ controller: "x", replicas: 1 });
  expect(back).toBe(true);
  expect(orders).toHaveLength(1);
});

test("freezes and thaws the life that runs, and says so where none does", async () => {
  const { controllers, signals } = steered();
  await controllers.freeze({ controller: "x", frozen: true });
  await controllers.freeze({ controller: "x", frozen: false });
  expect(signals).toEqual(["SIGSTOP", "SIGCONT"]);
  const waiting = steered({ isRunning: false }).controllers;
  await expect(waiting.freeze({ controller: "x", frozen: true })).rejects.toThrow(
    "x can't be frozen or thawed: it doesn't run",
  );
});

test("a name that no controller has is refused with those there are", async () => {
  const { controllers } = steered();
  const end = controllers.end({ controller: "y", how: "crash", pod: "kept" });
  await expect(end).rejects.toThrow('controller "y": expected one of: x');
});

test("what waits gives up with the run", async () => {
  const ending = new AbortController();
  ending.abort(new Error("interrupted"));
  const { controllers } = steered({ signal: ending.signal });
  const end = controllers.end({ controller: "x", how: "crash", pod: "kept" });
  await expect(end).rejects.toThrow("interrupted");
});
