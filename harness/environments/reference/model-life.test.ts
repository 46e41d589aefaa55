import { expect, test } from "vitest";
import { createNetwork } from "../../../simulators/support/network.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import { virtualClock } from "../../../simulators/support/virtual-clock.ts";
import { modelFlags } from "./model-flags.ts";
import { beginLife } from "./model-life.ts";

const name = "source-controller";

/** What happens to a source-controller with that memory limit, and its life. */
function begun(memoryLimit: number) {
  const clock = virtualClock();
  const told: string[] = [];
  const life = beginLife({
    ...{ name, controller: name, memoryLimit, clock, defects: new Set() },
    flags: modelFlags({ name, controller: name, selector: null }, []),
    network: createNetwork({ clock, latencyMs: () => 1 }),
    api: { origin: "https://api", token: "token" },
    random: seededRandom(1),
    log: () => {},
    onMemory: () => told.push("memory"),
    onOutOfMemory: () => told.push("killed"),
  });
  return { life, told };
}

test("holds what it is told to until it is let go, and keeps its peak", () => {
  const { life, told } = begun(1e9);
  const before = life.memory();
  const held = life.process.hold(50e6);
  expect(life.memory()).toEqual({
    ...{ rss: before.rss + 50e6, rssPeak: before.rss + 50e6, anon: before.anon + 50e6 },
  });
  held[Symbol.dispose]();
  expect(life.memory()).toEqual({ ...before, rssPeak: before.rss + 50e6 });
  expect(told).toEqual(["memory"]);
});

test("more than its limit kills it, and is no memory that it ever had", () => {
  const { life, told } = begun(96e6);
  life.process.hold(200e6);
  expect(told).toEqual(["memory", "killed"]);
  const { rss, rssPeak, anon } = life.memory();
  expect(anon).toBeLessThan(96e6);
  expect(anon).toBeGreaterThan(90e6);
  expect(rssPeak).toBe(rss);
});
