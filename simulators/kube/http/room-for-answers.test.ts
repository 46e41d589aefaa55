import { expect, test } from "vitest";
import { manualClock } from "../../support/manual-clock.ts";
import { countUnsent } from "../../support/unsent.ts";
import { roomForAnswer, roomWhenFull } from "./room-for-answers.ts";

const { signal } = new AbortController();
const request = new Request("http://kube/");
const clock = manualClock();
const passed = () => new Promise(setImmediate);

test("a burst of watches begins in turns, and those that left hold nobody up", async () => {
  const left = AbortSignal.abort(new Error("left"));
  const startMs = performance.now();
  const begun = Array.from({ length: 20_000 }, (_, index) =>
    roomForAnswer({ request, clock, signal: index < 19_990 ? left : signal }),
  );
  const results = await Promise.allSettled(begun);
  expect(results.slice(-10).every(({ status }) => status === "fulfilled")).toBe(true);
  expect(performance.now() - startMs).toBeLessThan(2000);
});

test("nothing begins until clients have read what the memory can hold no more of", async () => {
  expect(roomWhenFull({ request, clock, signal })).toBeUndefined();
  const unsent = countUnsent();
  unsent.holds(2 ** 40);
  let begun = false;
  const room = roomWhenFull({ request, clock, signal })?.then(() => {
    begun = true;
  });
  await passed();
  expect(begun).toBe(false);
  unsent.gone();
  await room;
  expect(begun).toBe(true);
});

test("what waits for memory too long is refused, and what its client gave up waits no more", async () => {
  const unsent = countUnsent();
  unsent.holds(2 ** 40);
  const gone = new AbortController();
  const left = roomForAnswer({ request, clock, signal: gone.signal });
  const refused = roomForAnswer({ request, clock, signal });
  const told = Promise.all([
    expect(left).rejects.toThrow("gone"),
    expect(refused).rejects.toMatchObject({ status: { code: 429 } }),
  ]);
  gone.abort(new Error("gone"));
  for (let passedMs = 0; passedMs < 7000; passedMs += 500) {
    clock.advance(500);
    await passed();
    await passed();
  }
  await told;
  unsent.gone();
});
