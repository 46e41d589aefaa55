import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { combine, parseAxes, parseAxis } from "./axes.ts";

describe("parseAxis", () => {
  it("splits values at commas, but not within lists, objects and quotes", () => {
    expect(parseAxis("fleet.kustomizations=50,100")).toEqual({
      path: "fleet.kustomizations",
      values: ["50", "100"],
    });
    expect(parseAxis('a.flags=["--x=1","--y=2"],[]').values).toEqual(['["--x=1","--y=2"]', "[]"]);
    expect(parseAxis('a={"b":[1,2]},{}').values).toEqual(['{"b":[1,2]}', "{}"]);
    expect(parseAxis('a=["[","\\",]"],2').values).toEqual(['["[","\\",]"]', "2"]);
    expect(parseAxis("a=b=c").values).toEqual(["b=c"]);
  });

  test.each(["", "a", "=1", "a=", "a=1,", "a=,1", "a=1,,2"])("%j is bad usage", (text) => {
    expect(() => parseAxis(text)).toThrow(/expected path=value/);
  });

  it("takes each value, and each axis, once", () => {
    expect(() => parseAxis("a=1,2,1")).toThrow(/names 1 twice/);
    expect(() => parseAxes(["a=1", "b=1", "a=2"])).toThrow(/--sweep a: expected once/);
  });
});

describe("combine", () => {
  it("gives every combination once, the last axis changing the fastest", () => {
    expect(combine([])).toEqual([[]]);
    expect(combine(parseAxes(["a=1,2", "b=x,y"]))).toEqual([
      ["a=1", "b=x"],
      ["a=1", "b=y"],
      ["a=2", "b=x"],
      ["a=2", "b=y"],
    ]);
  });

  it("gives as many as the axes' lengths multiplied, none twice", () => {
    const axis = fc.uniqueArray(fc.nat().map(String), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 4 }), (lists) => {
        const sets = combine(lists.map((values, index) => ({ path: `p${index}`, values })));
        const keys = new Set(sets.map((set) => set.join(" ")));
        expect(keys.size).toBe(lists.reduce((product, { length }) => product * length, 1));
        expect(keys.size).toBe(sets.length);
      }),
    );
  });
});
