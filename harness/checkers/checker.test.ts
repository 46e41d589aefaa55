import { describe, expect, it } from "vitest";
import { history, processStart, runEnd } from "../../test/history.ts";
import { checkData, fail, neverCame, pass, unknown } from "./checker.ts";

describe("a finding", () => {
  it.each([
    ["pass", pass],
    ["fail", fail],
    ["unknown", unknown],
  ] as const)("%s has no evidence unless it is given some", (outcome, find) => {
    expect(find("of this")).toEqual({ outcome, because: "of this", evidence: [] });
    expect(find("of this", [{ seq: 7 }])).toEqual({ outcome, because: "of this", evidence: [7] });
  });

  it("keeps the first twenty entries of its evidence", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ seq: index + 1 }));
    expect(fail("of this", many).evidence).toEqual(many.slice(0, 20).map(({ seq }) => seq));
  });
});

describe("neverCame", () => {
  const told = [processStart("source-controller")];

  it("fails in a run that came to its end, and doesn't know of any other", () => {
    expect(neverCame(history(...told, runEnd()), "it never came")).toEqual({
      ...{ outcome: "fail", because: "it never came", evidence: [] },
    });
    for (const seen of [history(...told), history(...told, runEnd("interrupted"))]) {
      expect(neverCame(seen, "it never came", seen)).toMatchObject({
        ...{ outcome: "unknown", because: "it never came, but the run was cut short" },
        evidence: seen.map(({ seq }) => seq),
      });
    }
  });
});

describe("checkData", () => {
  it("leaves out what wasn't given, and `with` where nothing was", () => {
    expect(Object.keys(checkData("drove"))).toEqual(["use"]);
    expect(Object.keys(checkData("occurs", { max: undefined }))).toEqual(["use"]);
    const { use, with: given = {} } = checkData("occurs", { min: 0, max: undefined, what: null });
    expect({ use, given: Object.entries(given) }).toEqual({
      use: "occurs",
      given: [
        ["min", 0],
        ["what", null],
      ],
    });
  });
});
