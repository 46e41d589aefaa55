import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  added,
  configMap,
  deleted,
  object,
  runEnd,
  stepEnd,
  stepStart,
  type Told,
} from "../../test/history.ts";
import { leavesAlone } from "./leaves-alone.ts";

const during = { after: { step: "suspend" }, before: { step: "resume", nth: 2 } };

function check(told: Told[], expected: Expected): void {
  const wanted = leavesAlone({ kustomization: "app", during });
  expectFinding({ name: "", check: wanted, told, ...expected });
}

const suspend = [stepStart("1", "suspend"), stepEnd("1")];
const resume = [stepStart("2", "resume"), stepEnd("2"), stepStart("3", "resume"), stepEnd("3")];
const mine = "app-0";
const other = "application-0";

describe("leaves-alone", () => {
  it("passes when nothing of the Kustomization was touched, whatever came before, after and elsewhere", () => {
    check(
      [
        added(configMap(mine, 0)),
        added(object("Deployment", mine, { owner: "fluxproof/app" })),
        added(configMap(other, 0)),
        stepStart("1", "suspend"),
        configMap(mine, 1),
        stepEnd("1"),
        configMap(other, 1),
        object("Kustomization", "app"),
        deleted(configMap(other, 1)),
        ...resume,
        configMap(mine, 2),
      ],
      {
        outcome: "pass",
        because: "none of 2 objects of app was touched for 6.0 s",
        evidence: [5],
      },
    );
  });

  it.each<[string, Told]>([
    ["added", added(configMap("app-1", 1))],
    ["modified", configMap(mine, 1)],
    ["deleted", deleted(configMap(mine, 0))],
    ["added", added(object("Deployment", "web", { owner: "fluxproof/app" }))],
  ])("fails when an object was %s", (change, touched) => {
    check([added(configMap(mine, 0)), ...suspend, touched, ...resume], {
      outcome: "fail",
      because: new RegExp(
        `of app was ${change} during what lies between step suspend 1 and step resume 2$`,
      ),
      evidence: [4],
    });
  });

  it("fails without waiting for the end of the time", () => {
    check([added(configMap(mine, 0)), ...suspend, configMap(mine, 1)], {
      outcome: "fail",
      because: "was modified",
      evidence: [4],
    });
  });

  it.each<[string, Told[], string, number[]]>([
    [
      "before the time began",
      [added(configMap(mine, 0)), stepStart("1", "suspend")],
      "never began",
      [],
    ],
    ["while it lasted", [added(configMap(mine, 0)), ...suspend, runEnd()], "never ended", []],
    [
      "with nothing to touch",
      [added(configMap(other, 0)), ...suspend, ...resume],
      "had applied nothing",
      [],
    ],
  ])("is unknown in a history that ended %s", (_, told, because, evidence) => {
    check(told, { outcome: "unknown", because, evidence });
  });
});
