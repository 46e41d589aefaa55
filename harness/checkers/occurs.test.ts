import { describe, expect, it } from "vitest";
import { faultEnd, faultStart, history, runEnd, type Told } from "../../test/history.ts";
import { occurs, occursChecker } from "./occurs.ts";

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

  it("passes for none where none are to come", () => {
    expect(check({ times: 0 }, restart("b"), runEnd()).outcome).toBe("pass");
  });

  it("counts only what came during the span", () => {
    const told = [restart("a"), faultStart("f"), restart("a"), faultEnd("f"), restart("a")];
    expect(check({ times: 1, during: { fault: 1 } }, ...told, runEnd()).outcome).toBe("pass");
  });

  it("leaves it open whether more would have come in a run that was cut short", () => {
    expect(check({}, restart("b"), runEnd("interrupted"))).toMatchObject({ outcome: "unknown" });
    expect(check({ during: { fault: 1 } }, restart("a"), runEnd()).outcome).toBe("unknown");
  });
});
