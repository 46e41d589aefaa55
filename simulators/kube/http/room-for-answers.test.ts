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

test("of answers that begin at once no more are made than memory holds, though none counts before", async () => {
  const mebibyte = 2 ** 20;
  const answers = Array.from({ length: 300 }, () => countUnsent());
  let begun = 0;
  const taken = (async () => {
    // As sixty-four requests of HTTP/2 are handed on in a turn, each answered by two megabytes a moment later.
    for (let at = 0; at < answers.length; at += 64) {
      for (const answer of answers.slice(at, at + 64)) {
        const make = async () => {
          await roomWhenFull({ request, clock, signal });
          begun += 1;
          await Promise.resolve();
          answer.holds(2 * mebibyte);
        };
        void make().catch(() => {});
      }
      await passed();
    }
  })();
  await taken;
  for (let turn = 0; turn < 100; turn += 1) await passed();
  // Those of the first turn, before anything counted, and those of another one at the most.
  expect(begun).toBeGreaterThan(40);
  expect(begun).toBeLessThanOrEqual(64 + 8);
  for (const answer of answers) answer.gone();
  for (let turn = 0; turn < 100; turn += 1) await passed();
});
