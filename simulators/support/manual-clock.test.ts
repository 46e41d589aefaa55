import { expect, test } from "vitest";
import { manualClock } from "./manual-clock.ts";

test("wakes sleepers in the order they are due, and no sooner", async () => {
  const clock = manualClock();
  const woken: number[] = [];
  for (const ms of [30, 10, 20]) void clock.sleep(ms).then(() => woken.push(ms));
  clock.advance(20);
  await Promise.resolve();
  expect(woken).toEqual([10, 20]);
  expect(clock.nowMs()).toBe(20);
  expect(clock.sleepers()).toBe(1);
});

test("rejects a sleep with the signal's reason", async () => {
  const clock = manualClock();
  const controller = new AbortController();
  const sleep = clock.sleep(10, controller.signal);
  controller.abort("enough");
  await expect(sleep).rejects.toBe("enough");
  await expect(clock.sleep(10, controller.signal)).rejects.toBe("enough");
  expect(clock.sleepers()).toBe(0);
});
