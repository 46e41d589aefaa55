import { expect, test } from "vitest";
import { flakeRates, type JudgedRun } from "./flakes.ts";

const runs = (scenario: string, outcomes: JudgedRun["outcome"][], subject = "flux@2.7") =>
  outcomes.map((outcome) => ({ scenario, environment: "local", subject, outcome }));

test("a scenario is flaky when some runs pass and some do not, not when all fail", () => {
  const rates = flakeRates([
    ...runs("a/steady", ["pass", "pass", "pass", "pass"]),
    ...runs("b/flaky", ["pass", "fail", "pass", "unknown"]),
    ...runs("c/broken", ["fail", "fail"]),
    ...runs("b/flaky", ["pass"], "flux@2.9"),
  ]);
  expect(
    rates.map(({ scenario, subject, rate, flaky }) => [scenario, subject, rate, flaky]),
  ).toEqual([
    ["c/broken", "flux@2.7", 1, false],
    ["b/flaky", "flux@2.7", 0.5, true],
    ["a/steady", "flux@2.7", 0, false],
    ["b/flaky", "flux@2.9", 0, false],
  ]);
  expect(rates[1]).toMatchObject({ runs: 4, failed: 1, unknown: 1 });
});

// Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("Wilson's interval of %d in %d is as published", (hits, count, low, high) => {
  const outcomes = Array.from({ length: count }, (_, at): JudgedRun["outcome"] =>
    at < hits ? "fail" : "pass",
  );
  const [rate] = flakeRates(runs("a/b", outcomes));
  expect(rate?.interval.low).toBeCloseTo(low, 4);
  expect(rate?.interval.high).toBeCloseTo(high, 4);
});
