import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  added,
  deleted,
  object,
  runEnd,
  stepEnd,
  stepStart,
  type Told,
} from "../../test/history.ts";
import { holdsInTurn } from "./holds-in-turn.ts";

const holding = (text: string, ...also: string[]) =>
  object("ConfigMap", "a", { owner: "fluxproof/app", text, keys: [...also, "text"].sort() });

const contents = [{ text: "1" }, { text: "edited", also: ["mine", "added"] }, "gone" as const];
const all = [added(holding("1")), holding("edited", "added", "mine"), deleted(holding("edited"))];

function check(told: Told[], expected: Expected, during?: object): void {
  const wanted = holdsInTurn({ configMap: "a", contents, ...(during ? { during } : {}) } as never);
  expectFinding({ name: "", check: wanted, told, ...expected });
}

describe("holds-in-turn", () => {
  it("passes for exactly these contents, whatever else changes and whoever else does", () => {
    const [first, second, third] = all as [Told, Told, Told];
    const taken = object("ConfigMap", "a", { text: "1", keys: ["text"] });
    const other = added(object("ConfigMap", "b", { text: "9", keys: ["text"] }));
    check([first, taken, other, second, third, runEnd()], {
      outcome: "pass",
      because: 'ConfigMap a was "1", then "edited" with mine, added, then gone',
      evidence: [1, 4, 5],
    });
  });

  it.each<[string, Told[], string, number[]]>([
    [
      "another text",
      [added(holding("1")), holding("2")],
      'was "2", not "edited" with mine, added',
      [2],
    ],
    [
      "a key too few",
      [added(holding("1")), holding("edited", "mine")],
      '"edited" with mine, not',
      [2],
    ],
    ["a key too many", [added(holding("1", "mine"))], 'was "1" with mine, not "1"', [1]],
    ["another order", [all[1] as Told, all[0] as Told], "not", [1]],
    ["a deletion too early", [added(holding("1")), deleted(holding("1"))], "was gone, not", [2]],
    [
      "one content more",
      [...all, added(holding("1"))],
      'was "1" when nothing more was to come',
      [4],
    ],
    [
      "one that never came",
      [...all.slice(0, 2), runEnd()],
      "was never gone after 2 changes",
      [1, 2],
    ],
    ["none at all", [runEnd()], "was never there", []],
  ])("fails for %s", (_, told, because, evidence) => {
    check(told, { outcome: "fail", because, evidence });
  });

  it.each<[string, Told[], string, number[]]>([
    ["before it was there", [], "was never there, but the run was cut short", []],
    ["before the last one", all.slice(0, 2), "but the run was cut short", [1, 2]],
  ])("is unknown in a history that ended %s", (_, told, because, evidence) => {
    check(told, { outcome: "unknown", because, evidence });
  });

  describe("during a part of the history", () => {
    const during = { after: { step: "wait" }, before: { step: "commit" } };
    const before = [added(holding("0")), stepStart("1", "wait"), stepEnd("1")];

    it("passes for what changes in it, and not before and after", () => {
      const after = [stepStart("2", "commit"), added(holding("9"))];
      check(
        [...before, ...all, ...after],
        { outcome: "pass", because: "then gone", evidence: [4, 5, 6] },
        during,
      );
    });

    it("is unknown when that never began or never ended", () => {
      check(all, { outcome: "unknown", because: "never began", evidence: [] }, during);
      check(
        [...before, ...all],
        { outcome: "unknown", because: "never ended", evidence: [4, 5, 6] },
        during,
      );
    });
  });
});
