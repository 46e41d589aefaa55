import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it, test } from "vitest";
import { canonicalQuantity } from "./quantity.ts";

/** Text and what `resource.ParseQuantity` of apimachinery v0.34.4 writes for it; null where it refuses. */
const pairs: [string, string | null][] = readFileSync(
  new URL("./testdata/quantities.ndjson", import.meta.url),
  "utf8",
)
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));

it.each(pairs)("%j becomes %j, as in Go", (text, expected) => {
  if (expected === null) expect(() => canonicalQuantity(text)).toThrow(/quantit/);
  else expect(canonicalQuantity(text)).toBe(expected);
});

test("any text is a quantity or refused, in no time", () => {
  const digits = fc.stringMatching(
    /^[+-]?\d{0,30}(\.\d{0,30})?([eE][+-]?\d{1,9}|[KMGTPE]i?|[num])?$/,
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), digits), (text) => {
      let first: string;
      try {
        first = canonicalQuantity(text);
      } catch {
        return;
      }
      // Beyond E, Go writes no suffix, and what it keeps may stay as it is.
      expect(canonicalQuantity(first)).toBe(first);
    }),
    { numRuns: 1_000 },
  );
});
