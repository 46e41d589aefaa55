import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBytes } from "./bytes.ts";

describe("parseBytes", () => {
  it.each<[string, number | undefined]>([
    ["0", 0],
    ["1000", 1000],
    ["64Mi", 64 * 2 ** 20],
    ["1Gi", 2 ** 30],
    ["1.5Gi", 1.5 * 2 ** 30],
    ["0.1Ki", 102],
    ["", undefined],
    ["Mi", undefined],
    ["64 Mi", undefined],
    ["64MiB", undefined],
    ["64mi", undefined],
    ["64M", undefined],
    ["-1Mi", undefined],
    ["1e3", undefined],
    ["1.Mi", undefined],
    ["64Mi\n", undefined],
    ["?", undefined],
  ])("of %j is %s", (text, expected) => {
    expect(parseBytes(text)).toBe(expected);
  });

  it("reads back every whole quantity", () => {
    const unit = fc.constantFrom(
      ["", 1] as const,
      ["Ki", 2 ** 10],
      ["Mi", 2 ** 20],
      ["Gi", 2 ** 30],
    );
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), unit, (amount, [suffix, factor]) => {
        expect(parseBytes(`${amount}${suffix}`)).toBe(amount * factor);
      }),
    );
  });

  it("takes nothing but quantities", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9KMGi.]{0,6}$/)), (text) => {
        const isQuantity = /^[0-9]+(\.[0-9]+)?([KMG]i)?$/.test(text);
        expect(parseBytes(text) !== undefined).toBe(isQuantity);
      }),
      { numRuns: 1000 },
    );
  });
});
