import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { measuredPace, unpaced } from "./machine-pace.ts";

it("is processor time of a small computation, told with what the work gave, and none of the work's own", async () => {
  const idle = await measuredPace(() => setTimeout(3_000, "done"));
  expect(idle.done).toBe("done");
  expect(idle.paceMs).toBeGreaterThan(0.05);
  const busy = await measuredPace(async () => {
    for (const endMs = performance.now() + 3_000; performance.now() < endMs; await setTimeout(1)) {
      for (const untilMs = performance.now() + 100; performance.now() < untilMs; );
    }
  });
  expect(busy.paceMs).toBeLessThan(3 * (idle.paceMs ?? 0));
}, 30_000);

it("is not told of work that was over at once", async () => {
  expect(await measuredPace(async () => 1)).toEqual({ done: 1, paceMs: undefined });
});

it("fails as the work fails", async () => {
  const failing = measuredPace(async () => {
    throw new Error("no port is free");
  });
  await expect(failing).rejects.toThrow("no port is free");
});

it("is not told where it is not measured", async () => {
  expect(await unpaced(async () => 1)).toEqual({ done: 1, paceMs: undefined });
});
