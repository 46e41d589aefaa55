import fc from "fast-check";
import { expect, test } from "vitest";
import { runInfo } from "../../test/run-info.ts";
import type { Sweep, SweptPoint } from "./sweep.ts";
import { parseSweep } from "./sweep-schema.ts";

const { subject, host } = runInfo();
const point: SweptPoint = {
  ...{ scenario: "scale/a", set: ["concurrency=4"], seed: 7, dir: "concurrency=4/seed-7/scale/a" },
  ...{ state: "pass", because: [], tookMs: 5, metrics: { "latency.ready.p95Ms": 1500 } },
};
const sound: Sweep = {
  ...{ version: 1, fluxproof: "0.0.0", startedAt: "2026-01-01T00:00:00.000Z" },
  ...{ subject, host, environment: "local", gitHost: "sim", set: [], seed: 7 },
  ...{ scenarios: ["scale/a"], axes: [{ path: "concurrency", values: ["4"] }] },
  ...{ repeats: 1, budgetMs: null, points: [point] },
};
const read = (document: unknown) => parseSweep(JSON.stringify(document), "OUT/sweep.json");

test("a document comes back as it was written", () => expect(read(sound)).toEqual(sound));

test("cut anywhere, it is no document", () => {
  const json = JSON.stringify(sound);
  fc.assert(
    fc.property(fc.nat({ max: json.length - 1 }), (length) => {
      expect(() => parseSweep(json.slice(0, length), "OUT/sweep.json")).toThrow(
        /^OUT\/sweep\.json: expected JSON/,
      );
    }),
  );
});

test.each<[string, unknown, RegExp]>([
  ["another version", { ...sound, version: 2 }, /version/],
  ["no points", { ...sound, points: 1 }, /points/],
  ["a run elsewhere", { ...sound, points: [{ ...point, dir: "/etc" }] }, /dir/],
  [
    "runs that wait in a sweep that is done",
    { ...sound, points: [{ ...point, state: "waiting", metrics: null, tookMs: null }] },
    /unfinished/,
  ],
])("%s is refused, the field named", (_, document, field) => {
  expect(() => read(document)).toThrow(/^OUT\/sweep\.json: expected a sweep/);
  expect(() => read(document)).toThrow(field);
});
