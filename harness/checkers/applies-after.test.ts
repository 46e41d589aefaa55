import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  kustomization,
  object,
  progressing,
  ready,
  revision,
  runEnd,
  type Told,
} from "../../test/history.ts";
import { appliesAfter } from "./applies-after.ts";

function check(told: Told[], expected: Expected, revisions?: number): void {
  const wanted = appliesAfter({
    name: "app",
    dependency: "base",
    ...(revisions ? { revisions } : {}),
  });
  expectFinding({ name: "", check: wanted, told, ...expected });
}

const base = (hash: string) => kustomization("base", hash, ready);
const app = (hash: string) => kustomization("app", hash, progressing);

describe("applies-after", () => {
  it("passes when each revision was attempted after the dependency was Ready at it", () => {
    check(
      [
        kustomization("base", "a0", progressing),
        base("a0"),
        app("a0"),
        base("a1"),
        kustomization("base", "a1", progressing),
        app("a1"),
        app("a1"),
        object("HelmRelease", "app", { attempted: revision("a2") }),
      ],
      {
        outcome: "pass",
        because: "app attempted 2 revisions, each after base",
        evidence: [2, 3, 4, 6],
      },
      2,
    );
  });

  it.each<[string, Told[], number[]]>([
    ["before it was there", [app("a0"), base("a0")], [1, 2]],
    ["while it was at the old one", [base("a0"), app("a0"), app("a1"), base("a1")], [3, 4]],
    ["and it was never Ready at it", [base("a0"), app("a0"), app("a1")], [3]],
    [
      "while it was not Ready",
      [kustomization("base", "a0", progressing), app("a0"), base("a0")],
      [2, 3],
    ],
    [
      "while it was Ready for what it was before",
      [
        object("Kustomization", "base", {
          ...{ generation: 2, observedGeneration: 1, applied: revision("a0") },
          conditions: [ready],
        }),
        app("a0"),
      ],
      [2],
    ],
  ])("fails when a revision was attempted %s", (_, told, evidence) => {
    check(told, { outcome: "fail", because: /app attempted a\d before base was Ready/, evidence });
  });

  it("holds out for the revisions it is told to see", () => {
    const told = [base("a0"), app("a0")];
    const expected = { because: "app attempted 1 revisions", evidence: [1, 2] };
    check([...told, runEnd()], { ...expected, outcome: "fail" }, 2);
    check([...told, runEnd("interrupted")], { ...expected, outcome: "unknown" }, 2);
    check([base("a0"), runEnd()], { outcome: "fail", because: "0 revisions", evidence: [] });
  });
});
