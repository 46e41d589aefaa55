import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMs } from "./duration.ts";

describe("formatMs", () => {
  it.each([
    [0, "0 ms"],
    [0.4, "0 ms"],
    [850, "850 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [1000, "1.0 s"],
    [12_440, "12.4 s"],
    [119_000, "119.0 s"],
    [120_000, "2 min 0 s"],
    [200_000, "3 min 20 s"],
    [179_600, "3 min 0 s"],
    [3_600_000, "60 min 0 s"],
  ])("of %d is %j", (ms, expected) => {
    expect(formatMs(ms)).toBe(expected);
  });

  it("never shows sixty seconds, and says to half a second what it was given", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (ms) => {
        const text = formatMs(ms);
        const parts = /^(?:(\d+) min )?([\d.]+) (ms|s)$/.exec(text);
        const [, minutes = "0", amount = "", unit] = parts ?? [];
        const seconds = Number(amount) / (unit === "ms" ? 1000 : 1);
        if (minutes !== "0") expect(seconds).toBeLessThan(60);
        expect(Math.abs(Number(minutes) * 60 + seconds - ms / 1000)).toBeLessThanOrEqual(0.5001);
      }),
    );
  });
});
