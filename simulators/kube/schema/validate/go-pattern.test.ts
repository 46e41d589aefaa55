import { describe, expect, it } from "vitest";
import { goPattern, PatternTooDear, patternProblem, withinSteps } from "./go-pattern.ts";

describe("a pattern in Go's syntax", () => {
  it.each([
    ["^[[:alpha:]]+\\z", "abc", true],
    ["^[[:alpha:]]+\\z", "abc\n", false],
    ["(?i)^abc$", "ABC", true],
    ["^(?P<word>a)b$", "ab", true],
    ["b", "abc", true],
    ["^😀$", "😀", true],
    ["^.$", "😀", true],
  ])("%s and %j: %s", (pattern, text, expected) => {
    expect(goPattern(pattern).test(text)).toBe(expected);
  });

  it.each(["(a+)+$", "^(a|a)*$", "(.*a){20}b", "^(([a-z])+.)+[A-Z]([a-z])+$"])(
    "%s takes no more than a moment for a text it doesn't match",
    (pattern) => {
      const startMs = performance.now();
      expect(goPattern(pattern).test(`${"a".repeat(5000)}!`)).toBe(false);
      expect(performance.now() - startMs).toBeLessThan(2000);
    },
  );

  it("is refused for what Go has not, in its words", () => {
    expect(patternProblem("a(?=b)")).toContain("invalid or unsupported Perl syntax");
    expect(patternProblem("(")).toBe("error parsing regexp: missing closing ): `(`");
    expect(patternProblem("\\1")).toContain("invalid escape sequence");
    expect(patternProblem("^[a-z]+$")).toBeUndefined();
    expect(patternProblem(`${"(".repeat(500_000)}`)).toBeDefined();
  });

  it("is not tried on a text that would keep everybody waiting", () => {
    const dear = () => goPattern("(x?){500}x{500}y").test("x".repeat(1_000_000));
    expect(() => withinSteps(dear)).toThrow(PatternTooDear);
    expect(withinSteps(() => goPattern("^x+$").test("x".repeat(1_000_000)))).toBe(true);
  });
});
