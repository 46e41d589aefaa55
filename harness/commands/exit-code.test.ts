import { describe, expect, it } from "vitest";
import type { Outcome } from "../core/verdict.ts";
import { exitCodeOf } from "./exit-code.ts";

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
