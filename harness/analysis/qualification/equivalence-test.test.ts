import { expect, test } from "vitest";
import { seededRandom } from "../../../simulators/support/random.ts";
import { testEquivalence } from "./equivalence-test.ts";
import { signFlips } from "./sign-flips.ts";

function pValueOf(steps: number[], margin: number, paces: number[] = []): number {
  const rule = { match: "*", marginPercent: 0, marginAbsolute: margin, decides: true };
  return testEquivalence(
    {
      ...{ scenario: "s", metric: "m", rule, steps, margin, paces, scale: "difference" },
      pairs: steps.map((_, at) => at),
      ...{ baseline: steps, candidate: steps },
      present: { baseline: steps.length, candidate: steps.length, runs: steps.length },
    },
    signFlips(steps.length, 4096, seededRandom(1)),
  );
}

test("equal pairs are within any margin, as surely as their number allows", () => {
  expect(pValueOf([0, 0, 0, 0, 0, 0, 0], 0.1)).toBe(1 / 2 ** 7);
  expect(pValueOf([0, 0, 0, 0, 0, 0, 0], 0)).toBe(1 / 2 ** 7);
});

test("without a margin one difference is one too many", () => {
  expect(pValueOf([0, 0, 0, 0, 0, 0, 1], 0)).toBe(1);
});

test("a difference as large as the margin is called within it as rarely as asked", () => {
  const random = seededRandom(2);
  const noise = () => random.next() + random.next() + random.next() - 1.5;
  let within = 0;
  for (let at = 0; at < 400; at++) {
    const steps = Array.from({ length: 11 }, () => 0.3 + 0.3 * noise());
    if (pValueOf(steps, 0.3) <= 0.05) within++;
  }
  expect(within).toBeLessThanOrEqual(32);
  expect(within).toBeGreaterThanOrEqual(8);
});

test.each([0.3, -0.3])(
  "nor more often where the machine's pace is taken out, at %d",
  { timeout: 60_000 },
  (away) => {
    const random = seededRandom(4);
    const noise = () => random.next() + random.next() + random.next() - 1.5;
    let within = 0;
    for (let at = 0; at < 400; at++) {
      const paces = Array.from({ length: 11 }, () => 0.5 * noise());
      const steps = paces.map((pace) => away + 1.2 * pace + 0.1 * noise());
      if (pValueOf(steps, 0.3, paces) <= 0.05) within++;
    }
    expect(within).toBeLessThanOrEqual(32);
    expect(within).toBeGreaterThanOrEqual(8);
  },
);

test("one that is far smaller is nearly always", () => {
  const random = seededRandom(3);
  let within = 0;
  for (let at = 0; at < 100; at++) {
    const steps = Array.from({ length: 11 }, () => 0.2 * (random.next() - 0.5));
    if (pValueOf(steps, 0.2) <= 0.05) within++;
  }
  expect(within).toBe(100);
});
