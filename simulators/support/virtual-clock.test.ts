import { array, assert, asyncProperty, nat } from "fast-check";
import { expect, test } from "vitest";
import { HarnessError } from "../../harness/core/failure.ts";
import { virtualClock } from "./virtual-clock.ts";

test("time passes by what is slept, and by nothing else", async () => {
  const clock = virtualClock({ epochMs: 1_000 });
  const startedMs = performance.now();
  await clock.run(async () => {
    await clock.sleep(3_600_000);
    expect(clock.nowMs()).toBe(3_600_000);
    expect(clock.epochMs()).toBe(3_601_000);
  });
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test("sleepers wake in the order of their time, then of their falling asleep", async () => {
  await assert(
    asyncProperty(array(nat(20), { maxLength: 60 }), async (delays) => {
      const clock = virtualClock();
      const woken: { ms: number; index: number }[] = [];
      await clock.run(async () => {
        await Promise.all(
          delays.map(async (ms, index) => {
            await clock.sleep(ms);
            expect(clock.nowMs()).toBe(ms);
            woken.push({ ms, index });
          }),
        );
      });
      const expected = delays
        .map((ms, index) => ({ ms, index }))
        .sort((a, b) => a.ms - b.ms || a.index - b.index);
      expect(woken).toEqual(expected);
    }),
  );
});

test("one that wakes gets as far as it can before the next does", async () => {
  const clock = virtualClock();
  const seen: string[] = [];
  await clock.run(async () => {
    const first = clock.sleep(5).then(async () => {
      seen.push("a");
      await new Response("text").text();
      seen.push("b");
    });
    const second = clock.sleep(5).then(() => seen.push("c"));
    await Promise.all([first, second]);
  });
  expect(seen).toEqual(["a", "b", "c"]);
});

test("an aborted sleep ends at once with the signal's reason, and moves no time", async () => {
  const clock = virtualClock();
  await clock.run(async () => {
    const ending = new AbortController();
    const sleep = clock.sleep(1_000, ending.signal);
    ending.abort(new Error("enough"));
    await expect(sleep).rejects.toThrow("enough");
    await expect(clock.sleep(1, ending.signal)).rejects.toThrow("enough");
    await clock.sleep(10);
    expect(clock.nowMs()).toBe(10);
  });
});

test("whoever waits for what nothing brings is told so", async () => {
  const clock = virtualClock();
  const stuck = clock.run(async () => {
    await clock.sleep(7);
    await new Promise(() => {});
  });
  await expect(stuck).rejects.toThrow(HarnessError);
  await expect(stuck).rejects.toThrow(/stands still at 7 ms/);
});

test("what main throws is what run throws", async () => {
  const clock = virtualClock();
  const failing = clock.run(async () => {
    await clock.sleep(1);
    throw new Error("broken");
  });
  await expect(failing).rejects.toThrow("broken");
});
