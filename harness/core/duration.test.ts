import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDuration } from "./duration.ts";

describe("parseDuration", () => {
  it.each<[string, number | undefined]>([
    ["750ms", 750],
    ["90s", 90_000],
    ["10m", 600_000],
    ["1h30m", 5_400_000],
    ["1h2m3s4ms", 3_723_004],
    ["1.5h", 5_400_000],
    ["0s", 0],
    ["5m5ms", 300_005],
    ["", undefined],
    ["5", undefined],
    ["s", undefined],
    ["-1s", undefined],
    ["1 s", undefined],
    ["1s ", undefined],
    ["1s\n", undefined],
    ["1S", undefined],
    ["1d", undefined],
    [".5s", undefined],
    ["1.s", undefined],
    ["1s2", undefined],
    ["1us", undefined],
    ["1e3s", undefined],
    ["NaNs", undefined],
  ])("of %j is %s", (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it("adds up whatever parts there are", () => {
    const part = fc.tuple(
      fc.nat({ max: 10_000 }),
      fc.constantFrom(["ms", 1] as const, ["s", 1000], ["m", 60_000], ["h", 3_600_000]),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts.map(([amount, [unit]]) => `${amount}${unit}`).join("");
        const totalMs = parts.reduce((sum, [amount, [, unitMs]]) => sum + amount * unitMs, 0);
        expect(parseDuration(text)).toBe(totalMs);
      }),
    );
  });

  it("takes nothing but durations, and gives a number that can be waited for", () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9hms.]{0,8}$/));
    fc.assert(
      fc.property(text, (given) => {
        const ms = parseDuration(given);
        // The pattern of durations in Flux's own CRDs.
        if (!/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/.test(given)) expect(ms).toBeUndefined();
        else expect(ms).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });
});
