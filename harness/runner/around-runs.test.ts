import { expect, it } from "vitest";
import { aroundRuns } from "./around-runs.ts";

it("what comes after a run comes before the next: three measurements for two runs", async () => {
  const paces = [40, 90, 160];
  const around = aroundRuns(async () => ({ paceMs: paces.shift() ?? 0, tookMs: 1 }));
  await around.begin();
  expect(await around.end()).toBe(60);
  await around.begin();
  expect(await around.end()).toBe(120);
  expect(paces).toEqual([]);
});

it("is not told where nothing measures it, or the clock stands still", async () => {
  const none = aroundRuns(undefined);
  await none.begin();
  expect(await none.end()).toBeUndefined();
  const still = aroundRuns(async () => ({ paceMs: 0, tookMs: 0 }));
  await still.begin();
  expect(await still.end()).toBeUndefined();
});
