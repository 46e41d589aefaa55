import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalQuantity, parseQuantity } from "./quantity.ts";

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
  expect(canonicalQuantity(given, true)).toBe(answer);
});

it.each(["", "a", "1 Gi", "1gi", "1.2.3", "--1", "1KiB", "e3"])(
  "takes %j for no quantity",
  (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  },
);

it("writes what it wrote as it is", () => {
  const suffix = fc.constantFrom("", "n", "u", "m", "k", "M", "G", "Ki", "Mi", "Gi", "e3", "E-2");
  fc.assert(
    fc.property(fc.integer(), fc.nat({ max: 99_999 }), suffix, (whole, fraction, unit) => {
      const once = canonicalQuantity(`${whole}.${fraction}${unit}`);
      expect(canonicalQuantity(once)).toBe(once);
    }),
  );
});
