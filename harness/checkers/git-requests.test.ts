import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  at,
  faultEnd,
  faultStart,
  request,
  stepEnd,
  stepStart,
  type Told,
} from "../../test/history.ts";
import { backsOff, gitRequestsStayUnder } from "./git-requests.ts";

describe("git-requests-stay-under", () => {
  function check(max: number, told: Told[], expected: Expected, during = { fault: 1 }): void {
    const options = { repository: "fleet-000", during, max };
    expectFinding({ name: "", check: gitRequestsStayUnder(options), told, ...expected });
  }

  const three = [
    at(1000, faultStart("a")),
    at(2000, request()),
    at(3000, request()),
    at(4000, request()),
    at(5000, faultEnd("a")),
  ];

  it("passes at the bound and fails past it, with the requests over it", () => {
    check(3, three, {
      outcome: "pass",
      because: "3 requests in 4.0 s, of at most 3",
      evidence: [2, 3, 4],
    });
    check(2, three, { outcome: "fail", because: "3 requests in 4.0 s, over 2", evidence: [4] });
    check(0, three, { outcome: "fail", because: "over 0", evidence: [2, 3, 4] });
  });

  it("passes for no request at all", () => {
    check(0, [faultStart("a"), faultEnd("a")], {
      outcome: "pass",
      because: "0 requests",
      evidence: [],
    });
  });

  it("does not count other repositories", () => {
    check(0, [faultStart("a"), request({ repository: "fleet-001" }), faultEnd("a")], {
      outcome: "pass",
      because: "0 requests",
      evidence: [],
    });
  });

  it("counts a request that came in the span though its answer ended after it", () => {
    const told = [at(1000, faultStart("a")), at(5000, faultEnd("a")), at(4000, request())];
    check(0, told, { outcome: "fail", because: "1 requests", evidence: [3] });
  });

  it("does not count a request that came before the span and was answered in it", () => {
    const told = [at(1000, faultStart("a")), at(500, request()), at(5000, faultEnd("a"))];
    check(0, told, { outcome: "pass", because: "0 requests", evidence: [] });
  });

  it("counts what the fault met in the moment before its start was recorded", () => {
    const met = request({ faults: ["a"], status: 503 });
    const told = [at(1000, faultStart("a")), at(999.9, met), at(5000, faultEnd("a"))];
    check(0, told, { outcome: "fail", because: "1 requests", evidence: [2] });
  });

  it("does not count what came after the span", () => {
    check(3, [...three, at(6000, request())], {
      outcome: "pass",
      because: "3 requests",
      evidence: [2, 3, 4],
    });
  });

  it("counts in the named one of several faults that overlap", () => {
    const told = [
      at(0, faultStart("a")),
      at(1000, request()),
      at(2000, faultStart("b")),
      at(3000, request()),
      at(4000, faultEnd("a")),
      at(5000, request()),
      at(6000, faultEnd("b")),
    ];
    check(
      9,
      told,
      { outcome: "pass", because: "2 requests in 4.0 s", evidence: [2, 4] },
      { fault: 1 },
    );
    check(
      9,
      told,
      { outcome: "pass", because: "2 requests in 4.0 s", evidence: [4, 6] },
      { fault: 2 },
    );
  });

  it("counts to the latest moment of the history while the span lasts", () => {
    // The last line is a request that came early and was answered late.
    const told = [at(0, faultStart("a")), at(9000, request()), at(4000, request())];
    check(1, told, { outcome: "fail", because: "2 requests in 9.0 s", evidence: [2] });
  });

  it("counts during a step", () => {
    const told = [at(0, stepStart("1", "wait")), at(1, request()), at(2, stepEnd("1"))];
    const options = { repository: "fleet-000", during: { step: "wait" }, max: 0 };
    const expected: Expected = { outcome: "fail", because: "1 requests", evidence: [2] };
    expectFinding({ name: "", check: gitRequestsStayUnder(options), told, ...expected });
  });

  it("is unknown when the span never began", () => {
    check(3, [request()], { outcome: "unknown", because: "fault 1 never began", evidence: [] });
  });
});

describe("backs-off", () => {
  function check(told: Told[], expected: Expected): void {
    const during = { fault: 1 };
    const options = { repository: "fleet-000", during, first: "750ms", slack: "2s" };
    expectFinding({ name: "", check: backsOff(options), told, ...expected });
  }

  /** Failing requests at these times, between the start and the end of a fault. */
  const failingAt = (...timesMs: number[]): Told[] => [
    at(0, faultStart("a")),
    ...timesMs.map((tMs) => at(tMs, request({ status: 429 }))),
    at(60_000, faultEnd("a")),
  ];

  it("passes when the waits double, each a little late", () => {
    check(failingAt(1000, 1800, 3500, 6900), {
      outcome: "pass",
      because: "waits of 0.80, 1.70, 3.40 s double from 750ms",
      evidence: [2, 3, 4, 5],
    });
  });

  it("passes with waits at the least and at the most that is allowed", () => {
    check(failingAt(1000, 1000 + 727.5, 1000 + 727.5 + 3500, 5227.5 + 3000), {
      outcome: "pass",
      because: "double",
      evidence: [2, 3, 4, 5],
    });
  });

  it.each<[string, number[], string, number[]]>([
    ["come at a fixed distance", [0, 1000, 2000, 3000, 4000], "number 2 should be 1.5 s", [3, 4]],
    ["come at once", [0, 10, 20, 30], "number 1 should be 750 ms", [2, 3]],
    ["come far too late", [0, 800, 4400, 7500], "number 2 should be 1.5 s", [3, 4]],
    ["start over", [0, 800, 2400, 5500, 6300], "number 4 should be 6.0 s", [5, 6]],
  ])("fails when they %s", (_, timesMs, because, evidence) => {
    check(failingAt(...timesMs), { outcome: "fail", because, evidence });
  });

  it("reads distances from when requests came, not from when they were recorded", () => {
    const told = failingAt(1000, 1800, 3500, 6900);
    const [start, a, b, c, d, end] = told as [Told, Told, Told, Told, Told, Told];
    check([start, b, a, d, end, c], {
      outcome: "pass",
      because: "0.80, 1.70, 3.40",
      evidence: [3, 2, 6, 4],
    });
  });

  it("leaves out what succeeded and what belongs to others", () => {
    const told = [
      ...failingAt(1000, 1800, 3500, 6900),
      at(1200, request()),
      at(1300, request({ status: 429, repository: "fleet-001" })),
    ];
    check(told, { outcome: "pass", because: "double", evidence: [2, 3, 4, 5] });
  });

  it("is unknown with fewer than four failing requests", () => {
    check(failingAt(1000, 1800, 3500), {
      outcome: "unknown",
      because: "only 3 failing requests",
      evidence: [2, 3, 4],
    });
  });

  it("is unknown when the span never began", () => {
    check([request({ status: 429 })], {
      outcome: "unknown",
      because: "fault 1 never began",
      evidence: [],
    });
  });
});
