import { describe, expect, it } from "vitest";
import { HarnessError, UsageError } from "../core/failure.ts";
import type { Outcome } from "../core/verdict.ts";
import { exitCodeOf, exitCodeOfFailures } from "./exit-code.ts";

describe("exitCodeOf", () => {
  it.each<[Outcome[], number]>([
    [["pass"], 0],
    [["pass", "pass"], 0],
    [["pass", "fail"], 1],
    [["unknown", "fail", "pass"], 1],
    [["pass", "unknown"], 2],
    [["unknown"], 2],
    [[], 2],
  ])("of %j is %d", (outcomes, expected) => {
    expect(exitCodeOf(outcomes)).toBe(expected);
  });
});

describe("exitCodeOfFailures", () => {
  it.each<[Error[], number]>([
    [[new HarnessError("etcd exited")], 3],
    [[new UsageError("git cannot be run")], 64],
    [[new UsageError("git cannot be run"), new HarnessError("etcd exited")], 3],
    [[new Error("a defect")], 3],
  ])("of %o is %d", (failures, expected) => {
    expect(exitCodeOfFailures(failures)).toBe(expected);
  });
});
