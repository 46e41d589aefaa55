import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  added,
  at,
  commit,
  deleted,
  kustomization,
  progressing,
  ready,
  runEnd,
  type Told,
} from "../../test/history.ts";
import { changesArrive } from "./changes-arrive.ts";

const k0 = "fleet-000-k-000";
const k1 = "fleet-001-k-000";

function check(
  told: Told[],
  expected: Expected,
  options: Parameters<typeof changesArrive>[0] = {},
): void {
  expectFinding({ name: "", check: changesArrive(options), told, ...expected });
}

/** A Kustomization at its first commit, then a second commit that arrives `tookMs` later. */
const arrival = (tookMs: number): Told[] => [
  commit("a0"),
  added(kustomization(k0)),
  kustomization(k0, "a0", ready),
  at(10_000, commit("b1", { change: 1 })),
  at(10_000 + tookMs, kustomization(k0, "b1", ready)),
];

describe("changes-arrive", () => {
  it("passes when every commit arrived, and says how long the slowest took", () => {
    check([...arrival(2500), runEnd()], {
      outcome: "pass",
      because: "1 arrivals, none missing; max 2.5 s",
      evidence: [4, 5],
    });
  });

  it("passes at a bound exactly, and fails a millisecond past it", () => {
    check(
      arrival(2500),
      { outcome: "pass", because: "p99 2.5 s of 2500ms", evidence: [4, 5] },
      { p99: "2500ms" },
    );
    check(
      arrival(2501),
      {
        outcome: "fail",
        because: "p99 from push to Ready is 2.5 s, over 2500ms",
        evidence: [4, 5],
      },
      { p99: "2500ms" },
    );
  });

  it("judges each quantile by its own bound", () => {
    // Three arrivals: 1 s, 1 s, 9 s.
    const told = [1000, 1000, 9000].flatMap((tookMs, index) => [
      at(index * 20_000, commit(`c${index}`, { change: index })),
      at(index * 20_000 + tookMs, kustomization(k0, `c${index}`, ready)),
    ]);
    const all = [at(0, commit("a0")), at(0, added(kustomization(k0))), ...told];
    check(
      all,
      { outcome: "pass", because: "3 arrivals", evidence: [7, 8] },
      { p50: "1s", max: "9s" },
    );
    check(
      all,
      { outcome: "fail", because: "p95 from", evidence: [7, 8] },
      { p50: "1s", p95: "8s" },
    );
    check(
      all,
      { outcome: "fail", because: "max from", evidence: [7, 8] },
      { p50: "1s", max: "8s" },
    );
  });

  it("fails for an arrival that is missing at the end of the run", () => {
    const told = [commit("a0"), added(kustomization(k0)), commit("b1"), runEnd()];
    check(told, {
      outcome: "fail",
      because: `1 of 1 arrivals are missing, first fluxproof/${k0}`,
      evidence: [3],
    });
  });

  it("does not take Ready at the old revision, or the new revision without Ready, for an arrival", () => {
    check(
      [
        added(kustomization(k0)),
        commit("b1"),
        kustomization(k0, "a0", ready),
        kustomization(k0, "b1", progressing),
        runEnd(),
      ],
      { outcome: "fail", because: "1 of 1 arrivals", evidence: [2] },
    );
  });

  it.each([
    ["interrupted", [runEnd("interrupted")]],
    ["ended by an error", [runEnd("error")]],
    ["killed", []],
  ])("is unknown when the run was %s before the arrival", (_, end) => {
    check([added(kustomization(k0)), commit("b1"), ...end], {
      outcome: "unknown",
      because: "the run was cut short",
      evidence: [2],
    });
  });

  it("takes a later commit of the branch for the arrival of a superseded one", () => {
    check(
      [
        at(0, added(kustomization(k0))),
        at(1000, commit("b1")),
        at(2000, commit("c2")),
        at(5000, kustomization(k0, "c2", ready)),
      ],
      { outcome: "pass", because: "2 arrivals, none missing; max 4.0 s", evidence: [2, 4] },
    );
  });

  it("takes the rewritten branch for the arrival of what a force-push lost", () => {
    check(
      [
        added(kustomization(k0)),
        commit("b1"),
        commit("c2", { forced: true, previous: "b1" }),
        kustomization(k0, "c2", ready),
      ],
      { outcome: "pass", because: "2 arrivals, none missing", evidence: [2, 4] },
    );
  });

  it("leaves out what started after the commit, and what had gone before it", () => {
    check(
      [
        added(kustomization(k0)),
        deleted(kustomization(k0)),
        commit("b1"),
        added(kustomization(k1)),
        runEnd(),
      ],
      { outcome: "unknown", because: "no commit was made while", evidence: [] },
    );
  });

  it("judges the repositories that match alone", () => {
    const told = [
      added(kustomization(k0)),
      added(kustomization(k1)),
      commit("b1", { repository: "fleet-000" }),
      commit("b2", { repository: "fleet-001" }),
      kustomization(k1, "b2", ready),
      runEnd(),
    ];
    check(
      told,
      { outcome: "fail", because: "1 of 2", evidence: [3] },
      { repositories: ["fleet-*"] },
    );
    check(
      told,
      { outcome: "pass", because: "1 arrivals", evidence: [4, 5] },
      { repositories: ["fleet-001"] },
    );
    check(
      told,
      { outcome: "unknown", because: "no commit", evidence: [] },
      { repositories: ["large"] },
    );
  });

  it("keeps the evidence short when much is missing", () => {
    const commits = Array.from({ length: 30 }, (_, index) => commit(`c${index}`));
    check([added(kustomization(k0)), ...commits, runEnd()], {
      outcome: "fail",
      because: "30 of 30",
      evidence: Array.from({ length: 20 }, (_, index) => index + 2),
    });
  });
});
