import { Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { manualClock } from "./manual-clock.ts";
import { createSendTogether, crowdPauseMs } from "./send-together.ts";

/** Answers that note what each write to their clients holds. */
function answers(count: number) {
  const clock = manualClock();
  const send = createSendTogether(clock);
  const writes: string[][] = Array.from({ length: count }, () => []);
  const outgoing = writes.map(
    (noted) =>
      new Writable({
        writev(pieces, done) {
          noted.push(pieces.map(({ chunk }) => String(chunk)).join(""));
          done();
        },
      }),
  );
  const toAll = (piece: string) => {
    for (const each of outgoing) send(each, Buffer.from(piece));
  };
  return { clock, toAll, writes, outgoing };
}

test("pieces of one turn of the event loop are one write", async () => {
  const { toAll, writes } = answers(2);
  toAll("a");
  toAll("b");
  expect(writes).toEqual([[], []]);
  await turn();
  expect(writes).toEqual([["ab"], ["ab"]]);
});

test("a few answers are written to in each turn", async () => {
  const { toAll, writes } = answers(15);
  for (const piece of ["a", "b"]) {
    toAll(piece);
    await turn();
  }
  expect(writes).toEqual(Array(15).fill(["a", "b"]));
});

test("a crowd is written to at once, then after a pause with all that came in it", async () => {
  const { clock, toAll, writes } = answers(16);
  toAll("a");
  await turn();
  expect(writes).toEqual(Array(16).fill(["a"]));
  for (const piece of ["b", "c"]) {
    toAll(piece);
    await turn();
  }
  clock.advance(crowdPauseMs - 1);
  await turn();
  expect(writes).toEqual(Array(16).fill(["a"]));
  clock.advance(1);
  await turn();
  expect(writes).toEqual(Array(16).fill(["a", "bc"]));
});

test("after a pause in which nothing came the next piece isn't kept", async () => {
  const { clock, toAll, writes } = answers(16);
  toAll("a");
  await turn();
  clock.advance(crowdPauseMs);
  await turn();
  toAll("b");
  await turn();
  expect(writes).toEqual(Array(16).fill(["a", "b"]));
});

test("an answer that ends in the pause ends with all that came for it", async () => {
  const { clock, toAll, writes, outgoing } = answers(16);
  toAll("a");
  await turn();
  toAll("b");
  outgoing[0]?.end();
  await turn();
  expect(writes[0]).toEqual(["a", "b"]);
  expect(writes[1]).toEqual(["a"]);
  clock.advance(crowdPauseMs);
  await turn();
  expect(writes).toEqual(Array(16).fill(["a", "b"]));
});
