import { describe, expect, test } from "vitest";
import { containerBackOff } from "./back-off.ts";

/** Exits `lifeMs` after each restart, so often. */
function waits(lifeMs: number, exits: number): number[] {
  const backOff = containerBackOff();
  let nowMs = 0;
  return Array.from({ length: exits }, () => {
    nowMs += lifeMs;
    const waitMs = backOff.afterExit(nowMs);
    nowMs += waitMs;
    return waitMs;
  });
}

describe("the kubelet's back-off", () => {
  test("restarts at once, then doubles from 10 s to 5 min", () => {
    expect(waits(1_000, 9)).toEqual([
      0, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000,
    ]);
  });

  test("forgets once a life lasted more than 10 min, not before", () => {
    expect(waits(600_000, 3)).toEqual([0, 10_000, 20_000]);
    expect(waits(600_001, 3)).toEqual([0, 0, 0]);
  });
});
