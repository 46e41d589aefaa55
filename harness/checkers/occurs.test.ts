import { describe, expect, it } from "vitest";
import { faultEnd, faultStart, history, runEnd, type Told } from "../../test/history.ts";
import { occurs, occursChecker } from "./occurs.ts";
import { findChecker } from "./registry.ts";

const restart = (process: string): Told => ({ type: "process.workers", process, pid: 1 });
const what = { type: "process.workers", process: "a" } as const;

function check(options: Omit<Parameters<typeof occurs>[0], "what">, ...told: Told[]) {
  const given = occursChecker.arguments.parse(occurs({ what, ...options }).with);
  return occursChecker.check(history(...told), given);
}

describe("occurs", () => {
  it("passes where it came often enough, with the entries as evidence", () => {
    const found = check({}, restart("b"), restart("a"), restart("a"), runEnd());
    expect(found).toMatchObject({ outcome: "pass", evidence: [2, 3] });
    expect(found.because).toContain('{"process":"a"} came 2 times');
  });

  it.each([
    [{ times: 2 }, "pass"],
    [{ times: 1 }, "fail"],
    [{ times: 3 }, "fail"],
    [{ times: 0 }, "fail"],
    [{ min: 3 }, "fail"],
    [{ max: 1 }, "fail"],
    [{ max: 2 }, "pass"],
    [{ min: 1, max: 2 }, "pass"],
  ] as const)("holds two of them to %j", (options, outcome) => {
    expect(check(options, restart("a"), restart("a"), runEnd()).outcome).toBe(outcome);
  });

  it("says how often it came and what the bound was", () => {
    const told = [restart("a"), restart("a"), restart("a"), runEnd()];
    const over = check({ max: 2 }, ...told);
    expect(over).toMatchObject({ outcome: "fail", evidence: [3] });
    expect(over.because).toMatch(/^process\.workers \{"process":"a"\} came 3 times, over 2$/);
    const under = check({ min: 4 }, ...told);
    expect(under).toMatchObject({ outcome: "fail", evidence: [1, 2, 3] });
    expect(under.because).toMatch(/ came 3 times, under 4$/);
  });

  it("passes for none where none are to come", () => {
    expect(check({ times: 0 }, restart("b"), runEnd()).outcome).toBe("pass");
    expect(check({ max: 2 }, restart("b"), runEnd()).outcome).toBe("pass");
  });

  it("is registered by its name", () => {
    expect(findChecker(occurs({ what }).use)).toBe(occursChecker);
  });

  it("counts only what came during the span", () => {
    const told = [restart("a"), faultStart("f"), restart("a"), faultEnd("f"), restart("a")];
    const found = check({ times: 1, during: { fault: 1 } }, ...told, runEnd());
    expect(found).toMatchObject({ outcome: "pass", evidence: [3] });
    expect(found.because).toMatch(/ came 1 times during fault 1$/);
  });

  it("leaves it open whether more would have come in a run that was cut short", () => {
    expect(check({}, restart("b"), runEnd("interrupted"))).toMatchObject({ outcome: "unknown" });
    expect(check({ during: { fault: 1 } }, restart("a"), runEnd())).toMatchObject({
      outcome: "unknown",
      because: "fault 1 never began",
    });
  });
});
