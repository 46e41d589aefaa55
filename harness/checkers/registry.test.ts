import { describe, expect, it } from "vitest";
import { z } from "zod";
import { UsageError } from "../core/failure.ts";
import type { Check } from "../core/scenario.ts";
import { pass } from "./checker.ts";
import { checkChecks, findChecker, registerChecker } from "./registry.ts";

function check(checks: Check[], message: RegExp): void {
  const run = () => checkChecks(checks, "scenario a/b: check");
  expect(run).toThrow(UsageError);
  expect(run).toThrow(message);
}

describe("checkChecks", () => {
  it("takes known checkers with good arguments", () => {
    checkChecks([{ use: "drove" }, { use: "changes-arrive", with: { p99: "1s" } }], "here");
  });

  it("names the place and the known names for an unknown checker", () => {
    check(
      [{ use: "drove" }, { use: "droves" }],
      /^scenario a\/b: check\[1\]: unknown checker "droves"; expected one of: drove, /,
    );
  });

  it("names the argument, the value seen and what was expected", () => {
    check(
      [{ use: "changes-arrive", with: { p99: "soon" } }],
      /check\[0\]: checker changes-arrive: p99 = "soon": expected a duration such as 90s/,
    );
  });

  it("refuses an argument that the checker doesn't have", () => {
    check([{ use: "changes-arrive", with: { p98: "1s" } }], /p98 = "1s": there is no such field$/);
  });

  it("refuses a missing argument", () => {
    check([{ use: "is-killed-and-restarted" }], /process = nothing: .*string/);
  });

  it.each([
    [{}],
    [{ fault: 0 }],
    [{ fault: 1, step: "wait" }],
    [{ step: "wait", nth: 0 }],
    [{ before: { step: "wait" }, step: "wait" }],
    [{ before: { fault: 1 } }],
    [{ after: { fault: 1 } }],
  ])("refuses the span %j", (during) => {
    check([{ use: "keeps-artifact", with: { name: "a", during } }], /during/);
  });
});

describe("registerChecker", () => {
  it("refuses a name that is taken", () => {
    const implementation = { arguments: z.strictObject({}), check: () => pass("") };
    expect(() => registerChecker("drove", implementation)).toThrow(/drove is registered already/);
    expect(findChecker("drove")).not.toBe(implementation);
  });
});
