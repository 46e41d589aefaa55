import { expect, test } from "vitest";
import { formatBytes, formatMs } from "./quantity.ts";

test.each([
  [null, "–"],
  [0, "0 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [59_940, "59.9 s"],
  [59_960, "1 m 00 s"],
  [125_000, "2 m 05 s"],
  [3_599_600, "1 h 00 m"],
  [3_780_000, "1 h 03 m"],
])("%s ms read as %s", (ms, text) => expect(formatMs(ms)).toBe(text));

test.each([
  [undefined, "–"],
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [96.4 * 1024 ** 2, "96.4 MiB"],
  [256 * 1024 ** 2, "256 MiB"],
  [1.25 * 1024 ** 3, "1.3 GiB"],
])("%s bytes read as %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
