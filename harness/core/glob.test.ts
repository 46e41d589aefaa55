import { array, assert, constantFrom, property, string } from "fast-check";
import { expect, test } from "vitest";
import { matchesAny, matchesGlob } from "./glob.ts";

test.each([
  ["large", "large", true],
  ["large", "larger", false],
  ["fleet-*", "fleet-000", true],
  ["fleet-*", "fleet-", true],
  ["fleet-*", "a-fleet-0", false],
  ["*-k-*-x", "a-k-b-x", true],
  ["a*a", "a", false],
  ["a*ab*b", "aab", false],
  ["*", "", true],
  ["", "", true],
  ["", "a", false],
  ["a.c", "abc", false],
  ["**", "anything", true],
])("%s on %s: %s", (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected);
});

test("agrees with the regular expression of the same meaning", () => {
  const part = constantFrom("a", "b", "*", ".", "(");
  const words = array(part, { maxLength: 8 }).map((parts) => parts.join(""));
  assert(
    property(words, words, (pattern, text) => {
      const quoted = pattern.split("*").map((literal) => literal.replace(/[.(]/g, "\\$&"));
      const model = new RegExp(`^${quoted.join(".*")}$`, "s");
      expect(matchesGlob(pattern, text)).toBe(model.test(text));
    }),
    { numRuns: 2000 },
  );
});

test("every text matches itself with any part of it replaced by a star", () => {
  assert(
    property(string(), string(), string(), (before, replaced, after) => {
      expect(
        matchesGlob(
          `${before.replaceAll("*", "")}*${after.replaceAll("*", "")}`,
          before.replaceAll("*", "") + replaced + after.replaceAll("*", ""),
        ),
      ).toBe(true);
    }),
  );
});

test.each<[string[], string, boolean]>([
  [["a", "fleet-*"], "fleet-000", true],
  [["a", "b"], "c", false],
  [[], "fleet-000", false],
])("any of %j on %s: %s", (patterns, text, expected) => {
  expect(matchesAny(patterns, text)).toBe(expected);
});

test("takes everything but stars as it is written", () => {
  const text = string().filter((given) => !given.includes("*"));
  assert(
    property(text, text, (pattern, other) => {
      expect(matchesGlob(pattern, other)).toBe(pattern === other);
      expect(matchesGlob(`${pattern}*`, `${pattern}x`)).toBe(true);
    }),
  );
});
