import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  at,
  deleted,
  failing,
  faultEnd,
  faultStart,
  object,
  progressing,
  ready,
  runEnd,
  source,
  stepEnd,
  stepStart,
  type Told,
} from "../../test/history.ts";
import { recovers } from "./recovers.ts";

function check(told: Told[], expected: Expected, options = {}): void {
  const wanted = {
    kind: "GitRepository",
    name: "fleet-000",
    after: { fault: 1 },
    within: "10s",
  } as const;
  expectFinding({ name: "", check: recovers({ ...wanted, ...options }), told, ...expected });
}

/** A fault that ends at 20 s with the source failing; the rest comes after it. */
const failedUntil20 = (...rest: Told[]): Told[] => [
  at(0, faultStart("a")),
  at(5000, source("fleet-000", "a0", failing)),
  at(20_000, faultEnd("a")),
  ...rest,
];

describe("recovers", () => {
  it("passes when the object is Ready in time, counted from the fault's end", () => {
    check(
      failedUntil20(
        at(25_000, source("fleet-000", "a0", progressing)),
        at(30_000, source("fleet-000", "b1", ready)),
      ),
      { outcome: "pass", because: "was Ready 10.0 s after fault 1, within 10s", evidence: [2, 5] },
    );
  });

  it("fails when it is Ready later than that", () => {
    check(failedUntil20(at(30_001, source("fleet-000", "b1", ready))), {
      outcome: "fail",
      because: "later than 10s",
      evidence: [2, 4],
    });
  });

  it("fails when it is not Ready and the time has passed", () => {
    check(failedUntil20(at(30_001, runEnd())), {
      outcome: "fail",
      because: "did not become Ready in the 10.0 s after fault 1",
      evidence: [2],
    });
  });

  it("is unknown when the history ends before the time has passed", () => {
    check(failedUntil20(at(25_000, runEnd("interrupted"))), {
      outcome: "unknown",
      because: "10s had not passed when the history ended",
      evidence: [2],
    });
  });

  it("is unknown when the history ends at the very moment", () => {
    check(failedUntil20(at(30_000, runEnd())), {
      outcome: "unknown",
      because: "10s had not passed",
      evidence: [2],
    });
  });

  it("does not take the recovery of another object for it", () => {
    check(
      failedUntil20(
        at(21_000, source("fleet-001", "b1", ready)),
        at(22_000, object("Kustomization", "fleet-000", { conditions: [ready] })),
        at(40_000, runEnd()),
      ),
      { outcome: "fail", because: "did not become Ready", evidence: [2] },
    );
  });

  it("does not take Ready of an old generation, nor of a deleted object, for recovery", () => {
    const stale = { generation: 2, observedGeneration: 1, conditions: [ready] };
    check(
      failedUntil20(
        at(21_000, object("GitRepository", "fleet-000", stale)),
        at(22_000, deleted(source("fleet-000", "a0", ready))),
        at(40_000, runEnd()),
      ),
      { outcome: "fail", because: "did not become Ready", evidence: [2] },
    );
  });

  it("looks at the newest state before the end, not at the first one", () => {
    check(
      [
        faultStart("a"),
        source("fleet-000", "a0", ready),
        source("fleet-000", "a0", failing),
        faultEnd("a"),
        source("fleet-000", "a0", ready),
      ],
      { outcome: "pass", because: "was Ready 1.0 s", evidence: [3, 5] },
    );
  });

  it("counts from the end of the named fault or step", () => {
    const told = [
      ...failedUntil20(at(21_000, stepStart("2", "wait")), at(28_000, stepEnd("2"))),
      at(35_000, source("fleet-000", "b1", ready)),
    ];
    check(told, { outcome: "fail", because: "15.0 s after fault 1", evidence: [2, 6] });
    check(
      told,
      { outcome: "pass", because: "7.0 s after step wait 1", evidence: [2, 6] },
      { after: { step: "wait" } },
    );
  });

  it.each<[string, Told[], string, number[]]>([
    ["the fault never began", [source("fleet-000", "a0", failing)], "fault 1 never ended", []],
    [
      "the fault never ended",
      [faultStart("a"), source("fleet-000", "a0", failing)],
      "fault 1 never ended",
      [],
    ],
    [
      "the object came later",
      [faultStart("a"), faultEnd("a"), source("fleet-000", "a0", ready)],
      "was not there before",
      [],
    ],
    [
      "the object was deleted",
      [faultStart("a"), deleted(source("fleet-000", "a0", failing)), faultEnd("a")],
      "was not there before",
      [],
    ],
    [
      "it was Ready all the time",
      [faultStart("a"), source("fleet-000", "a0", ready), faultEnd("a")],
      "nothing to recover from",
      [2],
    ],
  ])("is unknown when %s", (_, told, because, evidence) => {
    check(told, { outcome: "unknown", because, evidence });
  });
});
