import fc from "fast-check";
import { expect, test } from "vitest";
import { fixtureCapacity, fixtureRefusal } from "../../reports/fixtures/capacity.ts";
import { parseCapacity } from "./capacity-schema.ts";
import { UsageError } from "./failure.ts";

const sound = fixtureCapacity();
const text = JSON.stringify(sound);
const refusal = (document: unknown) => {
  const json = typeof document === "string" ? document : JSON.stringify(document);
  try {
    parseCapacity(json, "OUT/capacity.json");
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(/^OUT\/capacity\.json: /);
    return (error as Error).message;
  }
  return "accepted";
};

test("a document comes back as it was written, infinite bounds too", () => {
  for (const document of [sound, fixtureRefusal()]) {
    expect(parseCapacity(JSON.stringify(document), "f")).toEqual(
      JSON.parse(JSON.stringify(document)),
    );
  }
  const knee = { value: 9, low: 4, high: Number.POSITIVE_INFINITY };
  const models = sound.models.map((each) => ({ ...each, knee }));
  const read = parseCapacity(JSON.stringify({ ...sound, models }), "f");
  expect(read.models[0]?.knee).toEqual(knee);
});

test("cut anywhere, it is no document", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
      expect(refusal(text.slice(0, length))).toContain("expected JSON");
    }),
  );
});

test.each<[change: object, field: RegExp]>([
  [{ version: 2 }, /version/],
  [{ plan: undefined }, /plan/],
  [{ plan: { ...sound.plan, controllers: [{}] } }, /plan\.controllers\[0\]\.name/],
  [{ region: { cells: "all" } }, /region/],
  [{ points: [{ dir: 1 }] }, /points\[0\]\.dir/],
  [{ refusals: [{ kind: "bored", because: "" }] }, /refusals\[0\]\.kind/],
  [{ plan: null }, /no plan, and no reason/],
  [
    { plan: { ...sound.plan, latencyMs: { value: 90_000, low: 80_000, high: 130_000 } } },
    /130000 ms, though 120000 are allowed/,
  ],
])("%j is refused by its field", (change, field) => {
  expect(refusal({ ...sound, ...change })).toMatch(field);
});
