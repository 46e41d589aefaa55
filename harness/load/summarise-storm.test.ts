import fc from "fast-check";
import { expect, it } from "vitest";
import type { Observation } from "../core/history.ts";
import { summariseStorm } from "./summarise-storm.ts";

type Second = Extract<Observation, { type: "load.second" }>;

const about = { storm: "3.1", receiver: "hook", wanted: 6 };

it("tells the seconds of a storm by what began in them, then the whole", () => {
  const told = summariseStorm(
    {
      ...{ by: "k6 1.8.1", startMs: 5_000 },
      points: [
        { atMs: 5_000, durationMs: 12.34, status: 200 },
        { atMs: 5_900, durationMs: 3_000, status: 500 },
        { atMs: 6_000, durationMs: 30_000, status: 0 },
        { atMs: 8_999, durationMs: 7, status: 200 },
      ],
      droppedAtMs: [6_500, 6_600],
    },
    about,
  );
  expect(told).toEqual([
    {
      tMs: 5_000,
      observation: {
        ...{ type: "load.second", storm: "3.1", second: 0, sent: 2, dropped: 0 },
        statuses: { 200: 1, 500: 1 },
        durationMs: { p50: 12.3, p95: 3_000, p99: 3_000, max: 3_000 },
      },
    },
    {
      tMs: 6_000,
      observation: {
        ...{ type: "load.second", storm: "3.1", second: 1, sent: 1, dropped: 2 },
        ...{ statuses: { 0: 1 }, durationMs: null },
      },
    },
    {
      tMs: 8_000,
      observation: {
        ...{ type: "load.second", storm: "3.1", second: 3, sent: 1, dropped: 0 },
        ...{ statuses: { 200: 1 }, durationMs: { p50: 7, p95: 7, p99: 7, max: 7 } },
      },
    },
    {
      tMs: 36_000,
      observation: {
        ...{ type: "load.end", ...about, by: "k6 1.8.1", sent: 4, dropped: 2 },
        statuses: { 0: 1, 200: 2, 500: 1 },
        durationMs: { p50: 12.3, p95: 3_000, p99: 3_000, max: 3_000 },
      },
    },
  ]);
});

it("loses no request and no drop between the seconds and the whole", () => {
  const point = fc.record({
    atMs: fc.double({ min: 0, max: 20_000, noNaN: true }),
    durationMs: fc.double({ min: 0, max: 30_000, noNaN: true }),
    status: fc.constantFrom(0, 200, 404, 503),
  });
  fc.assert(
    fc.property(fc.array(point), fc.array(fc.nat({ max: 20_000 })), (points, droppedAtMs) => {
      const storm = { by: "fluxproof", startMs: 0, points, droppedAtMs };
      const told = summariseStorm(storm, about).map(({ observation }) => observation);
      const end = told.pop() as Extract<Observation, { type: "load.end" }>;
      const seconds = told as Second[];
      const sum = (of: (second: Second) => number) =>
        seconds.reduce((total, second) => total + of(second), 0);
      expect([end.sent, end.dropped]).toEqual([points.length, droppedAtMs.length]);
      expect([sum(({ sent }) => sent), sum(({ dropped }) => dropped)]).toEqual([
        points.length,
        droppedAtMs.length,
      ]);
      for (const [status, count] of Object.entries(end.statuses)) {
        expect(sum(({ statuses }) => statuses[status] ?? 0)).toBe(count);
      }
    }),
  );
});
