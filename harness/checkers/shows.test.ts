import { describe, expect, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  condition,
  failing,
  faultEnd,
  faultStart,
  object,
  ready,
  runEnd,
  source,
  stepEnd,
  stepStart,
  type Told,
} from "../../test/history.ts";
import { shows, showsChecker } from "./shows.ts";

type Options = Partial<Parameters<typeof shows>[0]>;

function check(told: Told[], options: Options, expected: Expected): void {
  const wanted = { kind: "GitRepository", name: "fleet-000", status: "False", ...options } as const;
  expectFinding({ name: "", check: shows(wanted), told, ...expected });
}

const limited = condition("Ready", "False", "GitOperationFailed", "status code: 429");

describe("shows", () => {
  it("passes at the first state that shows the condition", () => {
    check(
      [source("fleet-000", "a0", ready), source("fleet-000", "a0", limited)],
      {},
      {
        outcome: "pass",
        because: "GitRepository fleet-000 showed Ready=False GitOperationFailed: status code: 429",
        evidence: [2],
      },
    );
  });

  it.each<[string, Options, Expected["outcome"]]>([
    ["the reason", { reason: "GitOperationFailed" }, "pass"],
    ["another reason", { reason: "AuthenticationFailed" }, "fail"],
    ["a part of the message", { message: "429$" }, "pass"],
    ["an anchored message", { message: "^429" }, "fail"],
    ["another status", { status: "True" }, "fail"],
    ["another condition", { type: "FetchFailed" }, "fail"],
    ["another object", { name: "fleet-001" }, "fail"],
    ["another kind", { kind: "Kustomization" }, "fail"],
  ])("holds the condition to %s", (_, options, outcome) => {
    const own = options.name || options.kind ? [] : [1];
    check([source("fleet-000", "a0", limited), runEnd()], options, {
      outcome,
      because: outcome === "pass" ? "showed" : "never showed",
      evidence: own,
    });
  });

  it("fails with what it wanted and what it saw last", () => {
    check(
      [source("fleet-000", "a0", ready), runEnd()],
      { reason: "GitOperationFailed", message: "429" },
      {
        outcome: "fail",
        because:
          "never showed Ready=False GitOperationFailed /429/; last seen: Ready=True ReconciliationSucceeded: ",
        evidence: [1],
      },
    );
  });

  it("says what it saw last, not what it saw first", () => {
    const last = condition("Ready", "Unknown", "Progressing", "building artifact");
    const other = condition("Reconciling", "True", "Progressing");
    const told = [source("fleet-000", "a0", ready), source("fleet-000", "a0", other, last)];
    check(
      [...told, runEnd()],
      {},
      {
        outcome: "fail",
        because:
          "never showed Ready=False; last seen: Ready=Unknown Progressing: building artifact",
        evidence: [2],
      },
    );
    check(told, { status: "Unknown" }, { outcome: "pass", because: "showed", evidence: [2] });
    check(
      [...told, object("GitRepository", "fleet-000"), runEnd()],
      {},
      {
        outcome: "fail",
        because: "last seen: nothing",
        evidence: [3],
      },
    );
  });

  it("wants status, reason and message of one and the same condition", () => {
    const reason = condition("Ready", "False", "GitOperationFailed", "timeout");
    const message = condition("FetchFailed", "False", "Other", "429");
    check(
      [source("fleet-000", "a0", reason, message), runEnd()],
      { reason: "GitOperationFailed", message: "429" },
      { outcome: "fail", because: "never showed", evidence: [1] },
    );
  });

  describe("during a span", () => {
    const during = { fault: 2 };

    it("looks between its start and its end alone", () => {
      const told = (inside: Told) => [
        faultStart("a"),
        source("fleet-000", "a0", failing),
        faultEnd("a"),
        faultStart("b"),
        inside,
        faultEnd("b"),
        source("fleet-000", "a0", failing),
        runEnd(),
      ];
      check(
        told(source("fleet-000", "a0", failing)),
        { during },
        {
          outcome: "pass",
          because: "showed",
          evidence: [5],
        },
      );
      check(
        told(source("fleet-000", "a0", ready)),
        { during },
        {
          outcome: "fail",
          because: "during fault 2; last seen: Ready=True",
          evidence: [5],
        },
      );
    });

    it("looks to the end of the history while the span lasts", () => {
      check(
        [faultStart("a"), source("fleet-000", "a0", failing)],
        { during: { fault: 1 } },
        {
          outcome: "pass",
          because: "showed",
          evidence: [2],
        },
      );
    });

    it("counts the steps of a name", () => {
      const told = [
        stepStart("1", "wait"),
        source("fleet-000", "a0", failing),
        stepEnd("1"),
        stepStart("2", "wait"),
        stepEnd("2"),
        runEnd(),
      ];
      check(
        told,
        { during: { step: "wait" } },
        { outcome: "pass", because: "showed", evidence: [2] },
      );
      check(
        told,
        { during: { step: "wait", nth: 2 } },
        {
          outcome: "fail",
          because: "during step wait 2; last seen: nothing",
          evidence: [],
        },
      );
    });

    it("is unknown for a span that never began", () => {
      check(
        [faultStart("a"), source("fleet-000", "a0", failing), faultEnd("a")],
        { during },
        {
          outcome: "unknown",
          because: "fault 2 never began",
          evidence: [],
        },
      );
    });
  });

  it("is unknown when the run was cut short before the condition showed", () => {
    check(
      [source("fleet-000", "a0", ready), runEnd("interrupted")],
      {},
      {
        outcome: "unknown",
        because: "cut short",
        evidence: [1],
      },
    );
  });

  it("refuses a message that is no regular expression", () => {
    const given = { kind: "GitRepository", name: "x", status: "True", message: "(" };
    const parsed = showsChecker.arguments.safeParse(given);
    expect(parsed.error?.issues[0]?.message).toBe("expected a regular expression");
  });
});
