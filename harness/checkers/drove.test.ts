import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import { runEnd, stepEnd, stepStart, type Told } from "../../test/history.ts";

const unsupported: Told = { type: "unsupported", what: "oom", because: "there are no cgroups" };

function check(told: Told[], expected: Expected): void {
  expectFinding({ name: "", check: { use: "drove" }, told, ...expected });
}

describe("drove", () => {
  it("passes when every step was done and the run came to its end", () => {
    check([stepStart("1", "wait"), stepEnd("1"), runEnd()], {
      outcome: "pass",
      because: "all 1 steps",
      evidence: [],
    });
  });

  it("passes for a drive without steps", () => {
    check([runEnd()], { outcome: "pass", because: "all 0 steps", evidence: [] });
  });

  it("fails with the words of the step that timed out", () => {
    check([stepEnd("1"), stepEnd("2", "timeout", "not converged within 1m: …"), runEnd()], {
      outcome: "fail",
      because: "not converged within 1m",
      evidence: [2],
    });
  });

  it("fails for a step that timed out without a word", () => {
    const because = "a step was not done in time";
    check([stepEnd("1", "timeout"), runEnd()], { outcome: "fail", because, evidence: [1] });
  });

  it("shows the inner and the outer step of a timeout as evidence, the inner one speaks", () => {
    check([stepEnd("1.1", "timeout", "inner"), stepEnd("1", "timeout", "outer"), runEnd()], {
      outcome: "fail",
      because: "inner",
      evidence: [1, 2],
    });
  });

  it("fails for a timeout though the run was ended by something else", () => {
    check([stepEnd("1", "timeout", "late"), unsupported, runEnd("error", "etcd exited")], {
      outcome: "fail",
      because: "late",
      evidence: [1],
    });
  });

  it("is unknown when something was unsupported", () => {
    check([unsupported, runEnd("error", "oom is unsupported")], {
      outcome: "unknown",
      because: "oom is unsupported, because there are no cgroups",
      evidence: [1],
    });
  });

  it("is unknown for an interrupted run", () => {
    check([stepEnd("1"), runEnd("interrupted", "ended by SIGINT")], {
      outcome: "unknown",
      because: "interrupted: ended by SIGINT",
      evidence: [2],
    });
  });

  it("is unknown when the harness failed", () => {
    check([stepEnd("1", "error", "no route"), runEnd("error", "etcd exited")], {
      outcome: "unknown",
      because: "ended by an error: etcd exited",
      evidence: [2],
    });
  });

  it("is unknown when a step failed though the run says it was done", () => {
    check([stepEnd("1", "error", "no route"), runEnd()], {
      outcome: "unknown",
      because: "step 1 failed: no route",
      evidence: [1],
    });
  });

  it("is unknown without an end, and points at the last entry", () => {
    check([stepStart("1", "wait"), stepEnd("1"), stepStart("2", "wait")], {
      outcome: "unknown",
      because: "the run was killed",
      evidence: [3],
    });
  });

  it("is unknown for an empty history", () => {
    check([], { outcome: "unknown", because: "no end", evidence: [] });
  });
});
