import fc from "fast-check";
import { expect, test } from "vitest";
import {
  fixtureMixQualification,
  fixtureQualification,
} from "../../reports/fixtures/qualification.ts";
import { UsageError } from "./failure.ts";
import { parseQualification } from "./qualification-schema.ts";

const sound = fixtureQualification();
const text = JSON.stringify(sound);
const refusal = (document: unknown) => {
  const json = typeof document === "string" ? document : JSON.stringify(document);
  try {
    parseQualification(json, "OUT/qualification.json");
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(/^OUT\/qualification\.json: /);
    return (error as Error).message;
  }
  return "accepted";
};

test("a document comes back as it was written", () => {
  const documents = [fixtureMixQualification()];
  for (const document of documents) {
    const tame = {
      ...document,
      conformance: document.conformance.map((each) => ({
        ...each,
        differences: each.differences.map((found) => ({ ...found, runs: ["pairs/0001/baseline"] })),
      })),
    };
    expect(parseQualification(JSON.stringify(tame), "f")).toEqual(JSON.parse(JSON.stringify(tame)));
  }
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
  [{ verdict: "passed" }, /verdict/],
  [{ verdict: null }, /verdict/],
  [{ budgetMs: "30m" }, /budgetMs/],
  [{ startedAt: "yesterday" }, /startedAt/],
  [{ baseline: "flux@2.7" }, /baseline/],
  [{ conformance: undefined }, /conformance/],
  [{ performance: { ...sound.performance, looks: [{ pairs: 1 }] } }, /looks\[0\]\.confidence/],
])("%j is refused by its field", (change, field) => {
  expect(refusal({ ...sound, ...change })).toMatch(field);
});

test("links out of the folder, and figures that belong to nothing, are refused", () => {
  expect(refusal(sound)).toMatch(/differences\[1\]\.runs\[0\]/);
  const metrics = sound.performance.metrics.map((each) => ({ ...each, candidate: [1] }));
  const cut = { ...sound, conformance: [], performance: { ...sound.performance, metrics } };
  expect(refusal(cut)).toMatch(/as many values/);
});

test("a document that speaks against its own verdict is refused", () => {
  const [first] = sound.conformance;
  const conformance = first ? [{ ...first, differences: first.differences.slice(0, 1) }] : [];
  const performance = { ...sound.performance, metrics: [] };
  const changed = { ...sound, verdict: "qualified" as const, performance };
  expect(refusal({ ...changed, conformance })).toContain("changes-arrive is a break");
  expect(refusal({ ...changed, conformance: [], performance: sound.performance })).toContain(
    "latency.applied.p95Ms of sources/force-push is undecided",
  );
  expect(refusal({ ...changed, conformance: [], unfinished: "3 pairs" })).toContain("not finished");
  expect(refusal({ ...changed, conformance: [] })).toBe("accepted");
});
