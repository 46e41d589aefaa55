import { expect, test } from "vitest";
import { fixtureRunInfo } from "./fixtures/run-info.ts";
import { repeatCommand } from "./setup.ts";

const info = fixtureRunInfo({ name: "sources/force-push", guarantee: "Any." });

test("a run is repeated with the changes it was made with", () => {
  expect(
    repeatCommand({ ...info, set: ["fleet.kustomizations=200", "drive.0.with.within=1m 30s"] }),
  ).toBe(
    "fluxproof run sources/force-push --env local --git-host sim --subject flux@2.7.5 --seed 42 --set fleet.kustomizations=200 --set 'drive.0.with.within=1m 30s'",
  );
});

test("a run of the scenario as it is needs none", () => {
  expect(repeatCommand(info)).not.toContain("--set");
});
