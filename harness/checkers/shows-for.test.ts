import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  at,
  condition,
  deleted,
  kustomization,
  object,
  progressing,
  ready,
  runEnd,
  type Told,
} from "../../test/history.ts";
import { showsFor } from "./shows-for.ts";

const wanted = {
  kind: "Kustomization",
  name: "app",
  status: "False",
  reason: "DependencyNotReady",
  min: "29s",
  max: "40s",
} as const;

function check(told: Told[], expected: Expected): void {
  expectFinding({ name: "", check: showsFor(wanted), told, ...expected });
}

const waiting = kustomization(
  "app",
  "a0",
  condition("Ready", "False", "DependencyNotReady", "dependency 'fluxproof/base' is not ready"),
);
const otherwise = kustomization("app", "a0", condition("Ready", "False", "BuildFailed"));
const done = kustomization("app", "a1", ready);
const again = kustomization("app", "a0", progressing);

describe("shows-for", () => {
  it("passes when each spell lasted as long as it should", () => {
    check(
      [
        at(1_000, done),
        at(2_000, waiting),
        at(3_000, kustomization("other", "a0", ready)),
        at(3_000, object("HelmRelease", "app", { conditions: [ready] })),
        at(15_000, waiting),
        at(32_000, again),
        at(33_000, waiting),
        at(72_000, done),
      ],
      {
        outcome: "pass",
        because:
          "Kustomization app showed Ready=False DependencyNotReady for 30.0 s, 39.0 s, between 29s and 40s",
        evidence: [2, 6, 7, 8],
      },
    );
  });

  it("passes at either bound, and in any state of a condition", () => {
    for (const [status, told] of [
      ["True", done],
      ["Unknown", again],
    ] as const) {
      const { reason: _reason, ...rest } = wanted;
      expectFinding({
        ...{ name: "", check: showsFor({ ...rest, status }) },
        told: [at(1_000, told), at(30_000, waiting), at(50_000, told), at(90_000, waiting)],
        ...{ outcome: "pass", evidence: [1, 2, 3, 4] },
        because: `Kustomization app showed Ready=${status} for 29.0 s, 40.0 s, between`,
      });
    }
  });

  it.each<[string, Told, number, string]>([
    ["too soon", again, 30_900, "for 28.9 s, shorter than 29s"],
    ["too late", done, 42_100, "for 40.1 s, longer than 40s"],
    ["too soon by another failure", otherwise, 3_000, "for 1.0 s, shorter than 29s"],
    ["too soon by its deletion", deleted(waiting), 3_000, "for 1.0 s, shorter than 29s"],
  ])("fails when a spell ended %s", (_, end, endMs, because) => {
    check([at(1_000, done), at(2_000, waiting), at(endMs, end)], {
      outcome: "fail",
      because,
      evidence: [2, 3],
    });
  });

  it("fails when one lasts too long already", () => {
    check([at(2_000, done), at(3_000, waiting), at(44_000, runEnd("interrupted"))], {
      outcome: "fail",
      because: "for 41.0 s, longer than 40s",
      evidence: [2],
    });
  });

  it.each<[string, Told[], string, number[]]>([
    ["never began", [done], "never showed Ready=False DependencyNotReady", []],
    [
      "never ended",
      [done, waiting],
      "showed Ready=False DependencyNotReady and nothing after",
      [2],
    ],
  ])(
    "fails when it %s in a whole run, and doesn't know of one cut short",
    (_, told, because, evidence) => {
      check([...told, runEnd()], { outcome: "fail", because, evidence });
      check([...told, runEnd("interrupted")], { outcome: "unknown", because, evidence });
    },
  );
});
