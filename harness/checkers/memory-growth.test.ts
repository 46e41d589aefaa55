import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import { at, processExit, stepEnd, stepStart, type Told, usage } from "../../test/history.ts";
import { memoryLevelsOff } from "./memory-growth.ts";

const mib = 2 ** 20;
const name = "source-controller";
/** Samples of two minutes, after which the step has ended. */
const sampled = (bytes: (index: number) => number, told: Told[] = []): Told[] => {
  const samples = Array.from({ length: 240 }, (_, index) =>
    at(1000 + index * 500, usage(name, { rss: 900 * mib, anon: bytes(index) })),
  );
  return [at(500, stepStart("1", "repeat")), ...samples, ...told, stepEnd("1")];
};

describe("memory-levels-off", () => {
  function check(told: Told[], expected: Expected, figure: "rss" | "anon" = "anon"): void {
    const options = { process: name, figure, during: { step: "repeat" }, growth: "8Mi" };
    expectFinding({ name: "", check: memoryLevelsOff(options), told, ...expected });
  }
  const rising = (most: number) => (index: number) => (50 + (most * index) / 240) * mib;

  it("passes what goes up and down, with the samples at both ends", () => {
    check(
      sampled((index) => (50 + (index % 17)) * mib),
      {
        outcome: "pass",
        because: /^anon of source-controller grew by .* MiB \(−.* to .*\) in 119\.5 s, under 8Mi$/,
        evidence: [2, 241],
      },
    );
  });

  it("passes growth within the bound and fails growth past it", () => {
    check(sampled(rising(7.5)), {
      outcome: "pass",
      because: "grew by 7.5 MiB",
      evidence: [2, 241],
    });
    check(sampled(rising(9)), {
      outcome: "fail",
      because: /grew by 9\.0 MiB \(.*\) in 119\.5 s, over 8Mi$/,
      evidence: [2, 241],
    });
  });

  it("is unknown where the bound lies within what the growth may be", () => {
    check(
      sampled((index) => (index < 120 ? 50 : 56) * mib),
      { outcome: "unknown", because: "which may be over 8Mi", evidence: [2, 241] },
    );
  });

  it("looks at the figure that is asked for", () => {
    const told = sampled(rising(90));
    check(told, { outcome: "pass", because: "rss", evidence: [2, 241] }, "rss");
  });

  it("looks at nothing outside of the span, and at no other process", () => {
    const before = [usage(name, { anon: 1 }), usage(name, { anon: 900 * mib })];
    const other = usage("helm-controller", { anon: 900 * mib });
    const told = [...before, ...sampled(() => 50 * mib, [other]), usage(name, { anon: 900 * mib })];
    check(told, { outcome: "pass", because: "grew by 0 B", evidence: [4, 243] });
  });

  it("is unknown where the span or the samples are cut short, or the process ended", () => {
    const few = sampled(() => mib).slice(0, 40);
    check([...few, stepEnd("1")], {
      outcome: "unknown",
      because: "39 samples of anon of source-controller tell no growth",
      evidence: [2, 40],
    });
    check(sampled(() => mib).slice(0, -1), {
      outcome: "unknown",
      because: "step repeat 1 was not seen to end",
      evidence: [],
    });
    check([], { outcome: "unknown", because: "was not seen to end", evidence: [] });
    check(
      sampled(() => mib, [processExit(name)]),
      {
        outcome: "unknown",
        because: "source-controller began anew during step repeat 1",
        evidence: [242],
      },
    );
  });
});
