import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  deleted,
  failing,
  faultEnd,
  faultStart,
  object,
  ready,
  revision,
  source,
  type Told,
} from "../../test/history.ts";
import { keepsArtifact } from "./keeps-artifact.ts";

function check(told: Told[], expected: Expected, fault = 1): void {
  const options = { name: "fleet-000", during: { fault } };
  expectFinding({ name: "", check: keepsArtifact(options), told, ...expected });
}

const before = source("fleet-000", "a0", ready);

describe("keeps-artifact", () => {
  it("passes when the artifact is the same in every state of the span", () => {
    check(
      [
        source("fleet-000"),
        before,
        faultStart("a"),
        source("fleet-000", "a0", failing),
        source("fleet-000", "a0", ready),
        faultEnd("a"),
      ],
      {
        outcome: "pass",
        because: "stayed main@sha1:a0 through 2 changes of state",
        evidence: [2, 5],
      },
    );
  });

  it("passes when no state changed at all", () => {
    check([before, faultStart("a"), faultEnd("a"), source("fleet-000", "b1", ready)], {
      outcome: "pass",
      because: "stayed main@sha1:a0 through 0 changes of state",
      evidence: [1],
    });
  });

  it("does not look past the end of the span", () => {
    check(
      [
        before,
        faultStart("a"),
        source("fleet-000", "a0", failing),
        faultEnd("a"),
        source("fleet-000", "b1", ready),
      ],
      { outcome: "pass", because: "stayed main@sha1:a0", evidence: [1, 3] },
    );
  });

  it.each<[string, Told, string]>([
    ["replaced", source("fleet-000", "b1", ready), "became main@sha1:b1, it was main@sha1:a0"],
    ["lost", source("fleet-000", undefined, failing), "became none, it was main@sha1:a0"],
    ["deleted with its object", deleted(before), "became none"],
  ])("fails when the artifact is %s, though it comes back", (_, change, because) => {
    check(
      [
        before,
        faultStart("a"),
        source("fleet-000", "a0", failing),
        change,
        source("fleet-000", "a0", ready),
        faultEnd("a"),
      ],
      { outcome: "fail", because, evidence: [1, 4] },
    );
  });

  it("looks at the named fault of several, against the artifact of its own start", () => {
    const told = [
      before,
      faultStart("a"),
      source("fleet-000", "b1", ready),
      faultEnd("a"),
      faultStart("b"),
      source("fleet-000", "b1", failing),
      faultEnd("b"),
    ];
    check(told, { outcome: "fail", because: "became main@sha1:b1", evidence: [1, 3] }, 1);
    check(told, { outcome: "pass", because: "stayed main@sha1:b1", evidence: [3, 6] }, 2);
  });

  it("does not look at other objects", () => {
    check(
      [
        before,
        faultStart("a"),
        source("fleet-001", "b1", ready),
        object("OCIRepository", "fleet-000", { artifact: { revision: revision("b1") } }),
        source("fleet-000", "a0", failing),
        faultEnd("a"),
      ],
      { outcome: "pass", because: "1 changes of state", evidence: [1, 5] },
    );
  });

  it.each<[string, Told[], string, number[]]>([
    ["the span never began", [before], "fault 1 never began", []],
    ["it had no artifact", [source("fleet-000"), faultStart("a")], "had no artifact", []],
    ["it was not there", [faultStart("a"), before, faultEnd("a")], "had no artifact", []],
    ["it was deleted", [before, deleted(before), faultStart("a")], "had no artifact", []],
  ])("is unknown when %s", (_, told, because, evidence) => {
    check(told, { outcome: "unknown", because, evidence });
  });
});
