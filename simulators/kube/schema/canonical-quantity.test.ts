import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it, test } from "vitest";
import { canonicalQuantity } from "./canonical-quantity.ts";

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

/** As kube-apiserver 1.34.4 answered for `limits[0].max.cpu` of a LimitRange. */
const answered: [given: string, answer: string][] = [
  ["0", "0"],
  ["+5", "+5"],
  ["-5", "-5"],
  ["100m", "100m"],
  ["0.1", "100m"],
  ["1.5", "1500m"],
  ["1.500", "1.500"],
  ["1000m", "1"],
  ["0.5Gi", "512Mi"],
  ["1.5Gi", "1536Mi"],
  ["1024Mi", "1Gi"],
  ["1000Mi", "1000Mi"],
  ["5000000000", "5G"],
  ["1e3", "1e3"],
  ["1E3", "1E3"],
  ["1.5e3", "1500"],
  ["12e6", "12e6"],
  ["2048Ki", "2Mi"],
  ["0.1Ki", "102400m"],
  ["1.2Ki", "1228800m"],
  ["1n", "1m"],
  ["-0.1n", "-1m"],
  ["1.0005", "1001m"],
  ["2500u", "3m"],
  ["3.0000000001", "3001m"],
  ["123456789012345678901", "123456789012345678901"],
  ["8Ei", "9223372036854775807"],
  ["1000k", "1M"],
  ["001", "001"],
  ["1.", "1."],
  [".5", "500m"],
  ["1e-3", "1e-3"],
  ["0Gi", "0"],
  ["-1.5Gi", "-1536Mi"],
  ["1e19", "10e18"],
  ["10.10", "10100m"],
];

it.each(answered)("writes %s as %s", (given, answer) => {
  expect(canonicalQuantity(given, -3)).toBe(answer);
});

it("writes what it wrote as it is", () => {
  const suffix = fc.constantFrom("", "n", "u", "m", "k", "M", "G", "Ki", "Mi", "Gi", "e3", "E-2");
  fc.assert(
    fc.property(fc.integer(), fc.nat({ max: 99_999 }), suffix, (whole, fraction, unit) => {
      const once = canonicalQuantity(`${whole}.${fraction}${unit}`);
      expect(canonicalQuantity(once)).toBe(once);
    }),
  );
});
