import { expect, test } from "vitest";
import { wait } from "../index.ts";
import { expectTimes } from "./expected-times.ts";
import { slotsOf } from "./slots-of.ts";
import { small } from "./testing/model-qualification.ts";

const waiting = { ...small(), drive: [wait("30s")] };
const quick = small();

test("a run takes what it waits for, and as much more as others took", () => {
  const expected = expectTimes();
  expect(expected.of(waiting, 2)).toBe(60_000);
  expected.learn(quick, 1, 20_000);
  expected.learn(waiting, 2, 80_000);
  expect(expected.of(waiting, 1)).toBe(45_000);
  expect(expected.of(quick, 2)).toBe(30_000);
});

test("a wait that a run never came to takes nothing away", () => {
  const expected = expectTimes();
  expected.learn(waiting, 1, 5_000);
  expect(expected.of(quick, 1)).toBe(0);
});

test.each([
  [{ processors: 2, memoryBytes: 20 * 2 ** 30 }, 4],
  [{ processors: 1, memoryBytes: 20 * 2 ** 30 }, 2],
  [{ processors: 16, memoryBytes: 12 * 2 ** 30 }, 8],
  [{ processors: 4, memoryBytes: 2 ** 30 }, 1],
])("%j holds %i runs at a time", (machine, slots) => {
  expect(slotsOf(machine)).toBe(slots);
});
