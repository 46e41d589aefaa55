import { describe, expect, it } from "vitest";
import { z } from "zod";
import { history, processExit, processStart, runEnd, stepEnd } from "../../test/history.ts";
import type { HistoryEntry } from "../core/history.ts";
import type { Check } from "../core/scenario.ts";
import type { Outcome, Verdict } from "../core/verdict.ts";
import { scenario } from "../scenario/scenario.ts";
import { type Finding, fail, pass, unknown } from "./checker.ts";
import { judge } from "./judge.ts";
import { registerChecker } from "./registry.ts";

/** A scenario judged by these checks alone, without those that every scenario has. */
function judgedBy(...check: Check[]) {
  const base = scenario({ name: "test/judge", guarantee: "None.", drive: [], check: [] });
  return { ...base, check };
}

const verdictOf = (check: Check, seen: readonly HistoryEntry[] = []): Verdict | undefined =>
  judge(judgedBy(check), seen).verdicts[0];

const given: Record<Outcome, () => Finding> = {
  pass: () => pass("given"),
  fail: () => fail("given"),
  unknown: () => unknown("given"),
};
for (const [outcome, finding] of Object.entries(given)) {
  registerChecker(`test-${outcome}`, { arguments: z.strictObject({}), check: finding });
}

describe("judge", () => {
  it.each<[Outcome, Outcome[]]>([
    ["pass", ["pass"]],
    ["pass", ["pass", "pass"]],
    ["unknown", ["unknown"]],
    ["unknown", ["pass", "unknown", "pass"]],
    ["fail", ["fail"]],
    ["fail", ["pass", "fail"]],
    ["fail", ["unknown", "fail", "unknown"]],
    ["fail", ["fail", "unknown", "pass"]],
    ["unknown", []],
  ])("comes to %s for %j", (expected, outcomes) => {
    const checks = outcomes.map((outcome) => ({ use: `test-${outcome}` }));
    expect(judge(judgedBy(...checks), []).outcome).toBe(expected);
  });

  it("tells checks of one kind apart by what they are about", () => {
    const named = (check: Check) => verdictOf(check)?.checker;
    const what = {
      ...{ type: "sink.request", inbox: "team", status: 202, ended: "/whole/" },
      event: { involved: { name: "app" } },
    };
    expect(named({ use: "occurs", with: { what } })).toBe("occurs sink.request team 202 app");
    const hook = { type: "hook.request", path: "/hook/own", body: "to /hook/" };
    expect(named({ use: "occurs", with: { what: hook } })).toBe(
      "occurs hook.request /hook/own to /hook/",
    );
    const shown = { kind: "Kustomization", name: "app", status: "True" };
    expect(named({ use: "shows", with: shown })).toBe("shows Kustomization app");
  });

  it("keeps one verdict a check, in the order of the scenario", () => {
    const checks = [{ use: "drove" }, { use: "controllers-stay-up" }];
    const seen = history(processStart("source-controller"), stepEnd("1"), runEnd());
    expect(judge(judgedBy(...checks), seen)).toEqual({
      scenario: "test/judge",
      outcome: "pass",
      verdicts: [
        expect.objectContaining({ checker: "drove", outcome: "pass" }),
        expect.objectContaining({ checker: "controllers-stay-up", outcome: "pass" }),
      ],
    });
  });

  it("names what a check is about, so that two of a kind can be told apart", () => {
    const shows = { use: "shows", with: { kind: "GitRepository", name: "a", status: "True" } };
    expect(verdictOf(shows)?.checker).toBe("shows GitRepository a");
    const memory = { use: "memory-stays-under", with: { process: "source-controller" } };
    expect(verdictOf(memory)?.checker).toBe("memory-stays-under source-controller");
    const arrive = { use: "changes-arrive", with: { repositories: ["a", "b"] } };
    expect(verdictOf(arrive)?.checker).toBe("changes-arrive a b");
  });

  it("is unknown for a checker that isn't registered", () => {
    expect(verdictOf({ use: "no-such-checker" })).toEqual({
      checker: "no-such-checker",
      outcome: "unknown",
      because: "no checker no-such-checker is registered",
      evidence: [],
    });
  });

  it("is unknown for arguments that aren't valid, and says why", () => {
    const verdict = verdictOf({ use: "changes-arrive", with: { p99: "soon" } });
    expect(verdict).toMatchObject({ outcome: "unknown", evidence: [] });
    expect(verdict?.because).toContain("expected a duration such as 90s or 10m");
  });

  it("is unknown for a checker that throws", () => {
    registerChecker("test-throws", {
      arguments: z.strictObject({}),
      check() {
        throw new Error("no such entry");
      },
    });
    expect(verdictOf({ use: "test-throws" })).toMatchObject({
      outcome: "unknown",
      because: "the checker failed: no such entry",
      evidence: [],
    });
  });

  it("lets a failure outweigh what could not be told", () => {
    const seen = history(processStart("x"), processExit("x"));
    const { outcome } = judge(judgedBy({ use: "drove" }, { use: "controllers-stay-up" }), seen);
    expect(outcome).toBe("fail");
  });
});
