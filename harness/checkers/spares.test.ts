import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  added,
  commit,
  configMap,
  deleted,
  kustomization,
  object,
  ready,
  revision,
  runEnd,
  type Told,
} from "../../test/history.ts";
import { spares } from "./spares.ts";

function check(told: Told[], expected: Expected): void {
  const wanted = spares({ kind: "ConfigMap", name: "app-0" });
  expectFinding({ name: "", check: wanted, told, ...expected });
}

const mine = configMap("app-0", 0);
const drop = commit("b1", { drops: ["fluxproof/app-0"] });
const applied = kustomization("app", "b1", ready);

describe("spares", () => {
  it("passes when the object outlived the commit that dropped it", () => {
    check([added(mine), drop, kustomization("other", "b1", ready), applied], {
      outcome: "pass",
      because: "ConfigMap app-0 is still there after",
      evidence: [2, 4],
    });
  });

  it("waits for its own Kustomization to apply that very commit", () => {
    check(
      [
        added(mine),
        added(configMap("app-1", 0)),
        drop,
        deleted(configMap("app-1", 0)),
        kustomization("app"),
        kustomization("app", "a1", ready),
        object("HelmRelease", "app", { applied: revision("b1") }),
        applied,
      ],
      { outcome: "pass", because: "still there", evidence: [3, 8] },
    );
  });

  it("passes for one whose owner's labels were taken away", () => {
    check([added(mine), object("ConfigMap", "app-0"), drop, applied], {
      outcome: "pass",
      because: "still there",
      evidence: [3, 4],
    });
  });

  it("passes for objects of another kind", () => {
    const deployment = object("Deployment", "app-0", { owner: "fluxproof/app" });
    expectFinding({
      name: "",
      check: spares({ kind: "Deployment", name: "app-0" }),
      told: [
        added(deployment),
        deleted(mine),
        commit("b1", { drops: ["Deployment fluxproof/app-0"] }),
        applied,
      ],
      ...{ outcome: "pass", because: "still there", evidence: [3, 4] },
    });
  });

  it("fails when it was deleted, at whatever time", () => {
    check([added(mine), drop, applied, deleted(mine)], {
      outcome: "fail",
      because: "ConfigMap app-0 was deleted",
      evidence: [4],
    });
  });

  it("is unknown when nobody dropped it", () => {
    check([added(mine), commit("b1"), applied, runEnd()], {
      outcome: "unknown",
      because: "no commit dropped",
      evidence: [1],
    });
  });

  it.each<[string, Told[], string, number[]]>([
    ["it never came", [drop], "was never there", []],
    ["the commit was never applied", [applied, added(mine), drop], "was never applied", [3]],
    [
      "nobody ever owned it",
      [added(object("ConfigMap", "app-0")), drop, applied],
      "was never applied",
      [2],
    ],
  ])(
    "fails when %s in a whole run, and doesn't know of one cut short",
    (_, told, because, evidence) => {
      check([...told, runEnd()], { outcome: "fail", because, evidence });
      check([...told, runEnd("interrupted")], { outcome: "unknown", because, evidence });
    },
  );
});
