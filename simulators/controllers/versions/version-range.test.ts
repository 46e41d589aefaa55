import { describe, expect, it } from "vitest";
import { compareVersions, parseVersion, parseWholeVersion, type Version } from "./version.ts";
import { parseVersionRange } from "./version-range.ts";

const version = (text: string): Version => {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`${text} is no version`);
  return parsed;
};

describe("a version", () => {
  it("is ordered as semver orders it, build metadata aside", () => {
    const order = [
      "1.0.0-1",
      "1.0.0-a",
      "1.0.0-a.1",
      "1.0.0-rc.2",
      "1.0.0-rc.10",
      "1.0.0",
      "v1.0.1",
    ];
    const sorted = order.toReversed().map(version).sort(compareVersions);
    expect(sorted.map(({ original }) => original)).toEqual(order);
    expect(compareVersions(version("1.0.0+a"), version("1.0.0+b"))).toBe(0);
  });

  it("has all three numbers, where it is a tag", () => {
    expect(parseWholeVersion("1.2")).toBeUndefined();
    expect(parseWholeVersion("v2025.02.03-rc.1")).toMatchObject({ minor: 2, pre: "rc.1" });
    expect(parseWholeVersion("latest")).toBeUndefined();
  });
});

describe("a range", () => {
  it.each<[string, string[], string[]]>([
    ["*", ["0.0.1", "9.9.9"], ["1.0.0-rc.1"]],
    ["1.x", ["1.0.0", "1.9.0"], ["2.0.0", "0.9.0"]],
    ["1.2", ["1.2.0", "1.2.9"], ["1.3.0"]],
    ["1.2.3", ["1.2.3", "v1.2.3"], ["1.2.4"]],
    ["~1.2.3", ["1.2.3", "1.2.9"], ["1.3.0", "1.2.2"]],
    ["^1.2.3", ["1.2.3", "1.9.0"], ["2.0.0", "1.2.2"]],
    ["^0.2.3", ["0.2.9"], ["0.3.0", "1.0.0"]],
    ["^0.0.3", ["0.0.3"], ["0.0.4"]],
    ["^0", ["0.9.9"], ["1.0.0"]],
    [">=1.0.0 <2.0.0", ["1.5.0"], ["2.0.0", "1.5.0-rc.1"]],
    [">=1.0.0-0 <2.0.0", ["1.5.0-rc.1", "2.0.0-rc.1"], ["2.0.0"]],
    ["> 1.2, <= 1.4", ["1.3.0", "1.4.7"], ["1.2.9", "1.5.0"]],
    [">1", ["2.0.0"], ["1.9.9"]],
    ["1.0.0 - 1.5.0", ["1.0.0", "1.5.0"], ["1.5.1"]],
    ["!=1.2", ["1.3.0"], ["1.2.7"]],
    ["~1.0 || 3.1.x", ["1.0.7", "3.1.0"], ["2.0.0", "3.2.0"]],
  ])("%s", (text, inside, outside) => {
    const holds = parseVersionRange(text);
    expect(inside.filter((each) => !holds(version(each)))).toEqual([]);
    expect(outside.filter((each) => holds(version(each)))).toEqual([]);
  });

  it.each(["latest", ">>1", "1.0.0 latest"])("isn't %s", (text) => {
    expect(() => parseVersionRange(text)).toThrow(`improper constraint: ${text}`);
  });
});
