import { expect, test } from "vitest";
import { countUnsent } from "../../support/unsent.ts";
import { roomForAnswer } from "./room-for-answers.ts";

const { signal } = new AbortController();

test("a burst of watches begins in turns, and those that left hold nobody up", async () => {
  const left = AbortSignal.abort(new Error("left"));
  const startMs = performance.now();
  const begun = Array.from({ length: 20_000 }, (_, index) =>
    roomForAnswer(index < 19_990 ? left : signal),
  );
  const results = await Promise.allSettled(begun);
  expect(results.slice(-10).every(({ status }) => status === "fulfilled")).toBe(true);
  expect(performance.now() - startMs).toBeLessThan(2000);
});

test("nothing begins while clients leave unread what the memory can hold no more of", async () => {
  const uncount = countUnsent({ unsentBytes: () => 2 ** 40 });
  await expect(roomForAnswer(signal)).rejects.toMatchObject({ status: { code: 429 } });
  uncount();
  await expect(roomForAnswer(signal)).resolves.toBeUndefined();
});
