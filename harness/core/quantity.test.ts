import fc from "fast-check";
import { expect, test } from "vitest";
import { formatBytes, formatMs } from "./quantity.ts";

test.each([
  [null, "–"],
  [0, "0 ms"],
  [0.4, "0 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [60_400, "60.4 s"],
  [119_940, "119.9 s"],
  [119_960, "2 m 00 s"],
  [125_000, "2 m 05 s"],
  [179_600, "3 m 00 s"],
  [3_599_600, "1 h 00 m"],
  [3_780_000, "1 h 03 m"],
])("%s ms read as %s", (ms, text) => expect(formatMs(ms)).toBe(text));

test.each([
  [undefined, "–"],
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [96.4 * 1024 ** 2, "96.4 MiB"],
  [256.4 * 1024 ** 2, "256.4 MiB"],
  [1.25 * 1024 ** 3, "1.25 GiB"],
  [23.5 * 1024 ** 3, "23.5 GiB"],
])("%s bytes read as %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test("no part beside another reaches sixty, and no further off than half of the last place", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (ms) => {
      const text = formatMs(ms);
      const parts = [...text.matchAll(/([\d.]+) (ms|s|m|h)\b/g)];
      const worth: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
      const told = parts.reduce((sum, [, amount, unit]) => {
        return sum + Number(amount) * (worth[unit ?? ""] ?? Number.NaN);
      }, 0);
      for (const [, amount, unit] of parts) {
        if (parts.length > 1 && unit !== "h") expect(Number(amount)).toBeLessThan(60);
      }
      const place = text.includes("h") ? 61_000 : text.includes("m ") ? 1000 : 100;
      expect(Math.abs(told - ms)).toBeLessThanOrEqual(place / 2 + 1e-6);
    }),
  );
});
