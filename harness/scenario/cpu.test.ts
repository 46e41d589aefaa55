import { expect, test } from "vitest";
import { parseCpu } from "./cpu.ts";

test.each([
  ["500m", 500],
  ["1", 1000],
  ["0.5", 500],
  ["1.25", 1250],
  ["10m", 10],
  ["2000m", 2000],
])("%s is %d thousandths of a CPU", (text, milli) => {
  expect(parseCpu(text)).toBe(milli);
});

test.each(["", "m", "-1", "5m", "0", "0.0005", "1k", "1e3", "500 m", "100000000"])(
  "%j is none",
  (text) => {
    expect(parseCpu(text)).toBeUndefined();
  },
);
