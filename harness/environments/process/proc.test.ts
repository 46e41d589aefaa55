import { expect, test } from "vitest";
import { parseStat, parseStatus, readResidentMemory, readStat } from "./proc.ts";

const stat =
  "42 (a (b) c) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 30 20 20 0 9 0 123456 1000 200 18446744073709551615";

test("reads times past a command's name with spaces and parentheses", () => {
  expect(parseStat(stat)).toEqual({ startTime: 123456, cpuSeconds: 3.5 });
});

test("reads resident memory in bytes", () => {
  const status = "Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n";
  expect(parseStatus(status)).toEqual({ rss: 1024 * 1024, rssPeak: 2048 * 1024 });
});

test("a zombie has no memory, garbage no times", () => {
  expect(parseStatus("Name:\tx\nState:\tZ (zombie)\n")).toBeNull();
  expect(parseStat("garbage")).toBeNull();
});

test("sees this process and no process that isn't there", () => {
  expect(readResidentMemory(process.pid)?.rss).toBeGreaterThan(1e6);
  expect(readStat(process.pid)?.startTime).toBeGreaterThan(0);
  // Above the largest pid Linux can be set to.
  expect(readResidentMemory(2 ** 22 + 1)).toBeNull();
  expect(readStat(2 ** 22 + 1)).toBeNull();
});
