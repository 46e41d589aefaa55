import { expect, test } from "vitest";
import { metricSeries } from "./series.ts";
import { summary } from "./testing/summary.ts";

const day = (at: number) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString();
const run = (at: number, value: number, change = {}) =>
  summary(`${at}-${JSON.stringify(change)}`, {
    startedAt: day(at),
    metrics: { "latency.ready.p95Ms": value },
    ...change,
  });

test("a series is of one machine, and tells in which run the level changed", () => {
  const values = Array.from({ length: 24 }, (_, at) => (at < 12 ? 1_000 + at : 1_500 - at));
  const there = { machine: "another CPU" };
  const [changed, steady, ...more] = metricSeries(
    values.flatMap((value, at) => [run(at, value), run(at, 1_200 + (at % 3), there)]),
    { metric: "latency.ready.p95Ms" },
  );
  expect(more).toEqual([]);
  expect(changed?.points).toHaveLength(24);
  expect(changed?.changes).toMatchObject([{ index: 12, startedAt: day(12) }]);
  expect(changed?.changes[0]?.run).toBe(changed?.points[12]?.run);
  expect(steady).toMatchObject({ machine: "another CPU", changes: [] });
});

test("runs that did not pass, and those that were changed by hand, are not of it", () => {
  const series = metricSeries(
    [
      ...[run(1, 10), run(2, 12), run(3, 900, { outcome: "fail" })],
      ...[run(4, 70, { set: ["fleet.kustomizations=200"] }), run(5, 11, { metrics: {} })],
    ],
    { metric: "latency.ready.p95Ms" },
  );
  expect(series.map(({ points }) => points.map(({ value }) => value))).toEqual([[10, 12], [70]]);
});
