import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixtureLimits, fixtureUnfinishedLimits } from "../../reports/fixtures/limits.ts";
import type { Limits, SmallestLimit } from "./limits.ts";
import { parseLimits } from "./limits-schema.ts";

const sound = fixtureLimits();
const read = (document: unknown) => parseLimits(JSON.stringify(document), "OUT/limits.json");

/** The document with its first search changed. */
function searched(change: Partial<SmallestLimit>): Limits {
  const [first, ...others] = sound.searches;
  return { ...sound, searches: [{ ...(first ?? expect.fail()), ...change }, ...others] };
}

test("a document comes back as it was written", () => {
  expect(read(sound)).toEqual(sound);
  expect(read(fixtureUnfinishedLimits())).toEqual(fixtureUnfinishedLimits());
});

test("cut anywhere, it is no document", () => {
  const json = JSON.stringify(sound);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: json.length - 1 }), (length) => {
      expect(() => parseLimits(json.slice(0, length), "OUT/limits.json")).toThrow(
        /^OUT\/limits\.json: expected JSON/,
      );
    }),
  );
});

describe("what speaks against its own limits is refused, the field named", () => {
  const [first] = sound.searches;
  const probes = first?.probes ?? [];
  test.each<[string, unknown, RegExp]>([
    ["another version", { ...sound, version: 2 }, /version/],
    ["a limit without runs", searched({ probes: [] }), /survivesAtBytes/],
    ["a limit that killed", searched({ survivesAtBytes: 24 * 2 ** 20 }), /survivesAtBytes/],
    ["a failing limit that held", searched({ failsAtBytes: 48 * 2 ** 20 }), /failsAtBytes/],
    ["a kill that was survived", searched({ probes: probes.map(asSurvived) }), /survived/],
    [
      ...["nothing found, and no reason", searched({ failsAtBytes: null, survivesAtBytes: null })],
      /unfinished/,
    ] as [string, unknown, RegExp],
    ["a part that isn't whole", searched({ unfinished: "cut" }), /unfinished/],
    ["runs beyond its bounds", searched({ toBytes: 64 * 2 ** 20 }), /beyond/],
    [
      ...[
        "a run elsewhere",
        searched({ probes: probes.map((each) => ({ ...each, dir: "../a" })) }),
      ],
      /dir/,
    ] as [string, unknown, RegExp],
  ])("%s", (_, document, field) => {
    expect(() => read(document)).toThrow(/^OUT\/limits\.json: expected a search/);
    expect(() => read(document)).toThrow(field);
  });

  function asSurvived(probe: SmallestLimit["probes"][number]) {
    return { ...probe, survived: true };
  }
});

test("of a document that is broken all over, the first fields are enough", () => {
  const probes = Array.from({ length: 1000 }, () => ({ limitBytes: "x".repeat(100) }));
  expect(() => read(searched({ probes: probes as never }))).toThrow(/ and \d+ more$/);
});
