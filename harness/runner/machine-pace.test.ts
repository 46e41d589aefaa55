import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { measuredPace, unpaced } from "./machine-pace.ts";

it("is processor time of a small computation, told with what the work gave", async () => {
  const { done, paceMs } = await measuredPace(async () => {
    await setTimeout(2_000);
    return "done";
  });
  expect(done).toBe("done");
  expect(paceMs).toBeGreaterThan(0.05);
  expect(paceMs).toBeLessThan(100);
});

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
