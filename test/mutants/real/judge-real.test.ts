import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../harness/core/verdict.ts";
import { knownVersions } from "../../../harness/subjects/catalogue.ts";
import { parseSubject } from "../../../harness/subjects/request.ts";
import { everyScenario } from "../../../scenarios/index.ts";
import { judgeReal, type RealRun } from "./judge-real.ts";
import type { RealMutant } from "./real-mutant.ts";
import { realMutants } from "./real-mutants.ts";

const mutant: RealMutant = {
  ...{ name: "broken", what: "It is broken.", controller: "source-controller", version: "1.0.0" },
  ...{ file: "a.go", find: "a", replace: "b" },
  caughtBy: [{ scenario: "a/one", checker: "shows" }],
};

function run(by: string | undefined, verdicts: Record<string, Outcome>): RealRun {
  const outcomes = Object.values(verdicts);
  return {
    ...(by === undefined ? {} : { mutant: by }),
    scenario: "a/one",
    judgement: {
      scenario: "a/one",
      outcome: outcomes.find((outcome) => outcome !== "pass") ?? "pass",
      verdicts: Object.entries(verdicts).map(([checker, outcome]) => ({
        ...{ checker, outcome, because: "of this", evidence: [] },
      })),
    },
  };
}

const clean = run(undefined, { "shows A b": "pass", drove: "pass" });

describe("judgeReal", () => {
  it("is content when the release passes and the checker named fails", () => {
    const caught = run("broken", { "shows A b": "fail", drove: "pass" });
    expect(judgeReal([mutant], [clean, caught])).toEqual([]);
  });

  it("takes no failure of another checker for a catch, nor unknown", () => {
    const late = run("broken", { "shows A b": "unknown", "shows-for A": "fail" });
    expect(judgeReal([mutant], [clean, late])).toEqual([
      "mutant broken survives shows of a/one: unknown shows A b: of this; fail shows-for A: of this",
    ]);
  });

  it("complains of a release that doesn't pass, and of what wasn't run", () => {
    expect(judgeReal([mutant], [run(undefined, { shows: "fail" })])).toEqual([
      "a/one does not pass without a mutant: fail shows: of this",
      "mutant broken survives shows of a/one: not run",
    ]);
  });

  it("says what the harness could not do", () => {
    const failed = { ...run("broken", { drove: "unknown" }), failure: new Error("no port") };
    expect(judgeReal([mutant], [clean, failed])).toEqual([
      "mutant broken survives shows of a/one: no port",
    ]);
  });
});

describe("the real mutants", () => {
  const release = parseSubject("flux@2.7");

  it("have names of their own", () => {
    expect(new Set(realMutants.map(({ name }) => name)).size).toBe(realMutants.length);
  });

  it.each(realMutants)("$name is of the release and caught by what there is", (each) => {
    expect(knownVersions[each.controller]).toHaveProperty([each.version]);
    expect(release).toMatchObject({ controllers: { [each.controller]: each.version } });
    expect(each.caughtBy).not.toEqual([]);
    for (const { scenario, checker } of each.caughtBy) {
      const { check } = everyScenario.find(({ name }) => name === scenario) ?? { check: [] };
      expect(check.map(({ use }) => use)).toContain(checker);
    }
  });
});
