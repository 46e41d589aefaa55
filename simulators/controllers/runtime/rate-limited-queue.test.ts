import { expect, test } from "vitest";
import type { Clock } from "../../../harness/core/clock.ts";
import { virtualClock } from "../../support/virtual-clock.ts";
import { type QueueOptions, rateLimitedQueue } from "./rate-limited-queue.ts";
import { type Result, TerminalError } from "./reconcile-errors.ts";

/** Runs a queue for so long; what it did, as `key@ms`. */
async function worked(
  reconcile: (key: string, turn: number, clock: Clock) => Result | Error | Promise<Result>,
  options: Partial<QueueOptions> & { forMs: number; add?: string[] },
): Promise<string[]> {
  const { forMs, add = ["a"], ...rest } = options;
  const clock = virtualClock();
  const ending = new AbortController();
  const seen: string[] = [];
  await clock.run(async () => {
    const queue = rateLimitedQueue({
      ...{ clock, workers: 1, retryMsMin: 750, retryMsMax: 900_000, signal: ending.signal },
      onEnd: () => {},
      async reconcile(key) {
        seen.push(`${key}@${clock.nowMs()}`);
        const result = await reconcile(key, seen.length, clock);
        if (result instanceof Error) throw result;
        return result;
      },
      ...rest,
    });
    for (const key of add) queue.add(key);
    await clock.sleep(forMs);
    ending.abort();
  });
  return seen;
}

/** Works for 100 ms. */
async function takeTime(_key: string, _turn: number, clock: Clock): Promise<undefined> {
  await clock.sleep(100);
}

test("an error is retried after 0.75 s, then twice as long each time, to the most", async () => {
  const seen = await worked(() => new Error("no"), { forMs: 12_000, retryMsMax: 4_000 });
  expect(seen).toEqual(["a@0", "a@750", "a@2250", "a@5250", "a@9250"]);
});

test("a success forgets the failures before it", async () => {
  const turns = [new Error("no"), new Error("no"), { requeueAfterMs: 1_000 }, new Error("no")];
  const seen = await worked((_, turn) => turns[turn - 1] ?? undefined, { forMs: 9_000 });
  expect(seen).toEqual(["a@0", "a@750", "a@2250", "a@3250", "a@4000"]);
});

test("with the defect, it does not", async () => {
  const turns = [new Error("no"), new Error("no"), { requeueAfterMs: 1_000 }, new Error("no")];
  const seen = await worked((_, turn) => turns[turn - 1] ?? undefined, {
    forMs: 9_000,
    neverForgets: true,
  });
  expect(seen).toEqual(["a@0", "a@750", "a@2250", "a@3250", "a@6250"]);
});

test("a terminal error is not retried", async () => {
  expect(await worked(() => new TerminalError("no"), { forMs: 60_000 })).toEqual(["a@0"]);
});

test("of two appointments the earlier one is kept, as client-go's delaying queue does", async () => {
  const clock = virtualClock();
  const ending = new AbortController();
  const seen: number[] = [];
  await clock.run(async () => {
    const queue = rateLimitedQueue({
      ...{ clock, workers: 1, retryMsMin: 750, retryMsMax: 900_000, signal: ending.signal },
      onEnd: () => {},
      async reconcile() {
        seen.push(clock.nowMs());
        return seen.length < 4 ? { requeueAfterMs: 10_000 } : undefined;
      },
    });
    queue.add("a");
    await clock.sleep(4_000);
    queue.add("a");
    await clock.sleep(60_000);
    ending.abort();
  });
  // The turn at 4 s asks for 14 s, which the appointment at 10 s outruns.
  expect(seen).toEqual([0, 4_000, 10_000, 20_000]);
});

test("a key added while it is worked on has its turn afterwards, and only once", async () => {
  const clock = virtualClock();
  const seen: number[] = [];
  const ending = new AbortController();
  await clock.run(async () => {
    const queue = rateLimitedQueue({
      ...{ clock, workers: 3, retryMsMin: 750, retryMsMax: 900_000, signal: ending.signal },
      onEnd: () => {},
      async reconcile() {
        seen.push(clock.nowMs());
        await clock.sleep(100);
        return undefined;
      },
    });
    queue.add("a");
    await clock.sleep(10);
    for (let time = 0; time < 5; time += 1) queue.add("a");
    await clock.sleep(1_000);
    ending.abort();
  });
  expect(seen).toEqual([0, 100]);
});

test("no more keys are worked on at once than there are workers", async () => {
  const seen = await worked(takeTime, {
    ...{ workers: 2, add: ["a", "b", "c"], forMs: 1_000 },
  });
  expect(seen).toEqual(["a@0", "b@0", "c@100"]);
});

test.each([
  [false, ["a@0", "b@100", "c@200", "a@300"]],
  [true, ["a@0", "b@100", "a@200", "b@300"]],
])(
  "what an appointment is due for waits behind what came before it, but with the defect (%s)",
  async (appointmentsFirst, expected) => {
    const seen = await worked(
      async (...turn) => {
        await takeTime(...turn);
        return { requeueAfterMs: 50 };
      },
      { appointmentsFirst, add: ["a", "b", "c"], forMs: 390 },
    );
    expect(seen).toEqual(expected);
  },
);

test.each([
  [false, ["a@0", "a@100"]],
  [true, ["a@0", "a@100", "a@200", "a@300"]],
])(
  "what comes while a key is worked on adds up, but with the defect (%s)",
  async (countsEvery, expected) => {
    const seen = await worked(takeTime, {
      ...{ countsEvery, workers: 2, add: ["a", "a", "a", "a"], forMs: 1_000 },
    });
    expect(seen).toEqual(expected);
  },
);

test("the end of a queue cancels its appointments, and takes none any more", async () => {
  const clock = virtualClock();
  const ending = new AbortController();
  await clock.run(async () => {
    const queue = rateLimitedQueue({
      ...{ clock, workers: 1, retryMsMin: 750, retryMsMax: 900_000, signal: ending.signal },
      onEnd: () => {},
      reconcile: async () => ({ requeueAfterMs: 1_000 }),
    });
    queue.add("a");
    await clock.sleep(500);
    ending.abort();
    await clock.sleep(60_000);
  });
  // Of this test's own two sleeps alone.
  expect(clock.woken()).toBe(2);
});
