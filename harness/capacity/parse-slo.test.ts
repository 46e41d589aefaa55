import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../core/failure.ts";
import { parseSlo } from "./parse-slo.ts";

describe("an SLO", () => {
  it.each([
    ["p99 commit-to-ready <= 2m", 0.99, "ready", 120_000],
    ["  p50 commit-to-artifact<=1m30s ", 0.5, "artifact", 90_000],
    ["p95 commit-to-applied ≤ 500ms", 0.95, "applied", 500],
    ["p95 commit-to-attempted <= 1h", 0.95, "attempted", 3_600_000],
  ])("%s", (text, share, stage, withinMs) => {
    expect(parseSlo(text)).toMatchObject({ share, stage, withinMs });
  });

  it.each([
    ["", "expected one such as 'p99 commit-to-ready <= 2m'"],
    ["p99 ready <= 2m", "expected one such as"],
    ["p99 commit-to-ready < 2m", "expected one such as"],
    ["p90 commit-to-ready <= 2m", "the percentile is p90, expected one of: p50, p95, p99"],
    ["constructor commit-to-ready <= 2m", "the percentile is constructor"],
    ["p99 commit-to-healthy <= 2m", "the stage is healthy, expected one of: artifact, attempted"],
    ["p99 commit-to-ready <= 2", "the limit is 2, expected a duration above zero"],
    ["p99 commit-to-ready <= 0s", "the limit is 0s, expected a duration above zero"],
    [`p99 commit-to-ready <= ${"9".repeat(400)}h`, "expected a duration above zero"],
  ])("refuses %j", (text, because) => {
    expect(() => parseSlo(text)).toThrow(because);
  });

  it("reads its own text again", () => {
    const slo = parseSlo(" p99   commit-to-ready<= 2m");
    expect(parseSlo(slo.text)).toEqual(slo);
  });

  it("gives figures or says what it expects, whatever it is given", () => {
    const piece = fc.constantFrom(
      "p99",
      "p50",
      "commit-to-",
      "ready",
      "<=",
      "≤",
      "2m",
      "1h30m",
      "0ms",
      " ",
      "\n",
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 8 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const { share, withinMs } = parseSlo(text);
          expect(share).toBeGreaterThan(0);
          expect(withinMs).toBeGreaterThan(0);
          expect(withinMs).toBeLessThan(Infinity);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as Error).message).toMatch(/expected/);
        }
      }),
    );
  });
});
