import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  added,
  commit,
  configMap,
  deleted,
  kustomization,
  object,
  runEnd,
  source,
  type Told,
} from "../../test/history.ts";
import { prunesNothing, prunesWhatCommitsDrop } from "./prunes.ts";

const first = "fleet-000-k-000-0";
const second = "fleet-000-k-000-1";
const drop = (name: string) => `fluxproof/${name}`;

describe("prunes-nothing", () => {
  function check(told: Told[], expected: Expected): void {
    expectFinding({ name: "", check: prunesNothing(), told, ...expected });
  }

  it("passes when what was applied is there at the end", () => {
    check([added(configMap(first, 0)), configMap(first, 1)], {
      outcome: "pass",
      because: "none of 1 applied objects",
      evidence: [],
    });
  });

  it("fails for every deletion, those of objects that came back too", () => {
    check(
      [
        added(configMap(first, 0)),
        added(configMap(second, 0)),
        deleted(configMap(second, 0)),
        added(configMap(second, 0)),
        deleted(configMap(first, 0)),
      ],
      {
        outcome: "fail",
        because: `2 applied objects were deleted, first fluxproof/${second}`,
        evidence: [3, 5],
      },
    );
  });

  it("fails for a deletion of which the making was not seen", () => {
    check([deleted(configMap(first, 0))], { outcome: "fail", because: "1 applied", evidence: [1] });
  });

  it("does not count the deletion of Flux's own objects", () => {
    check(
      [
        added(configMap(first, 0)),
        deleted(kustomization("fleet-000-k-000")),
        deleted(source("fleet-000")),
      ],
      { outcome: "pass", because: "none of 1", evidence: [] },
    );
  });

  it("is unknown when nothing was applied", () => {
    check([added(source("fleet-000"))], {
      outcome: "unknown",
      because: "nothing was applied",
      evidence: [],
    });
  });
});

describe("prunes-what-commits-drop", () => {
  function check(told: Told[], expected: Expected): void {
    expectFinding({ name: "", check: prunesWhatCommitsDrop(), told, ...expected });
  }
  const applied = [added(configMap(first, 0)), added(configMap(second, 0))];

  it("passes when exactly what a commit dropped is deleted", () => {
    check(
      [
        ...applied,
        commit("b1", { change: 1, drops: [drop(second)] }),
        deleted(configMap(second, 0)),
        runEnd(),
      ],
      { outcome: "pass", because: "exactly the 1 dropped objects", evidence: [3, 4] },
    );
  });

  it("fails for what was dropped and is still there at the end of the run", () => {
    check(
      [
        ...applied,
        commit("b1", { change: 1, drops: [drop(second)] }),
        configMap(first, 1),
        runEnd(),
      ],
      {
        outcome: "fail",
        because: `1 of 1 dropped objects were not pruned, first ${drop(second)}`,
        evidence: [3, 2],
      },
    );
  });

  it("is unknown for what is still there when the run was cut short", () => {
    check([...applied, commit("b1", { change: 1, drops: [drop(second)] }), runEnd("interrupted")], {
      outcome: "unknown",
      because: "cut short",
      evidence: [3, 2],
    });
  });

  it("fails for a deletion that no commit asked for", () => {
    check(
      [
        ...applied,
        commit("b1", { change: 1, drops: [drop(second)] }),
        deleted(configMap(first, 0)),
        deleted(configMap(second, 0)),
        runEnd(),
      ],
      { outcome: "fail", because: `${drop(first)} was deleted though no commit`, evidence: [4] },
    );
  });

  it("fails for a deletion that came before the commit that would have allowed it", () => {
    check(
      [
        ...applied,
        deleted(configMap(second, 0)),
        commit("b1", { change: 1, drops: [drop(second)] }),
        runEnd(),
      ],
      { outcome: "fail", because: "though no commit dropped it", evidence: [3] },
    );
  });

  it("fails for a stray deletion even in a run that was cut short", () => {
    check(
      [
        ...applied,
        commit("b1", { change: 1, drops: [drop(second)] }),
        deleted(configMap(first, 0)),
      ],
      { outcome: "fail", because: drop(first), evidence: [4] },
    );
  });

  it("does not ask for what a later commit brought back before Flux took the drop", () => {
    check(
      [
        ...applied,
        commit("b1", { change: 1, drops: [drop(first), drop(second)] }),
        commit("c2", { change: 2 }),
        configMap(first, 2),
        deleted(configMap(second, 0)),
        runEnd(),
      ],
      { outcome: "pass", because: "exactly the 1", evidence: [3, 6] },
    );
  });

  it("lets go and come back what a commit dropped and a later one brought back", () => {
    check(
      [
        ...applied,
        commit("b1", { change: 1, drops: [drop(second)] }),
        deleted(configMap(second, 0)),
        commit("c2", { change: 2 }),
        added(configMap(second, 2)),
        runEnd(),
      ],
      { outcome: "pass", because: "exactly the 1", evidence: [3, 4] },
    );
  });

  it("asks again for what was dropped twice", () => {
    check(
      [
        ...applied,
        commit("b1", { change: 1, drops: [drop(second)] }),
        deleted(configMap(second, 0)),
        added(configMap(second, 2)),
        commit("d3", { change: 3, drops: [drop(second)] }),
        runEnd(),
      ],
      { outcome: "fail", because: "1 of 1", evidence: [6, 5] },
    );
  });

  it("does not ask for what was gone already when it was dropped again", () => {
    check(
      [
        ...applied,
        commit("b1", { change: 1, drops: [drop(first), drop(second)] }),
        deleted(configMap(first, 0)),
        deleted(configMap(second, 0)),
        commit("d3", { change: 3, drops: [drop(second)] }),
        runEnd(),
      ],
      { outcome: "pass", because: "exactly the 1 dropped", evidence: [3, 6, 4, 5] },
    );
  });

  it("holds for a ConfigMap of which no owner is told", () => {
    check(
      [
        ...applied,
        commit("b1", { change: 1, drops: [drop(second)] }),
        deleted(configMap(second, 0)),
        deleted(object("ConfigMap", "stray")),
      ],
      {
        outcome: "fail",
        because: "fluxproof/stray was deleted though no commit dropped it",
        evidence: [5],
      },
    );
  });

  it("does not ask for what a force-push lost before it was ever applied", () => {
    check(
      [
        added(configMap(first, 0)),
        commit("b1", { change: 1 }),
        commit("c2", { change: 2, forced: true, drops: [drop(second)] }),
        configMap(first, 2),
        runEnd(),
      ],
      {
        outcome: "unknown",
        because: "nothing of what commits dropped was ever applied",
        evidence: [3],
      },
    );
  });

  it("is unknown when no commit dropped anything", () => {
    check([...applied, commit("b1", { change: 1 }), runEnd()], {
      outcome: "unknown",
      because: "no commit dropped anything",
      evidence: [],
    });
  });

  it("holds for every kind that a Kustomization applies", () => {
    const web = object("Deployment", "web", { owner: "fluxproof/app" });
    const told = [added(web), commit("b1", { drops: ["Deployment fluxproof/web"] })];
    check([...told, deleted(web)], {
      outcome: "pass",
      because: "exactly the 1 dropped objects",
      evidence: [2, 3],
    });
    check([...told, runEnd()], {
      outcome: "fail",
      because: "first Deployment fluxproof/web",
      evidence: [2, 1],
    });
    check([added(web), commit("b1", { drops: ["fluxproof/web"] }), deleted(web)], {
      outcome: "fail",
      because: "Deployment fluxproof/web was deleted though no commit dropped it",
      evidence: [3],
    });
  });

  it("does not ask for those that are spared", () => {
    const told = [
      added(configMap(first, 0)),
      added(configMap(second, 0)),
      commit("b1", { drops: [drop(first), drop(second)] }),
      deleted(configMap(first, 0)),
      runEnd(),
    ];
    const of = (except?: string[]) => prunesWhatCommitsDrop(except ? { except } : {});
    expectFinding({
      ...{ name: "", check: of([second]), told },
      ...{ outcome: "pass", because: "exactly the 1 dropped", evidence: [3, 4] },
    });
    expectFinding({
      ...{ name: "", check: of(), told },
      ...{ outcome: "fail", because: "1 of 2 dropped objects were not pruned", evidence: [3, 2] },
    });
  });
});
