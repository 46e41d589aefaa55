import { expect, it } from "vitest";
import { describeExit } from "./describe-exit.ts";

it.each([
  ["exited (code 1)", { code: 1, signal: null, oomKilled: false }],
  ["exited (SIGTERM)", { code: null, signal: "SIGTERM", oomKilled: false }],
  [
    "was killed by the kernel for its memory limit",
    { code: null, signal: "SIGKILL", oomKilled: true },
  ],
  ["ended, how was not seen", { code: null, signal: null, oomKilled: false }],
])("says: %s", (words, exit) => {
  expect(describeExit(exit)).toBe(words);
});
