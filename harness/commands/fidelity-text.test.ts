import { expect, test } from "vitest";
import type { ScenarioFidelity } from "../analysis/fidelity/compare-model.ts";
import { fidelityText, groupsOf } from "./fidelity-text.ts";

function fidelity(scenario: string, change: Partial<ScenarioFidelity> = {}): ScenarioFidelity {
  return {
    ...{ scenario, heldApart: false, agreement: 1, elements: { total: 10, agree: 10 } },
    verdicts: { recorded: ["pass"], model: ["pass"], same: true },
    ...{ objects: [], requests: [], delays: [] },
    ...change,
  };
}

const otherwise = { recorded: ["pass" as const], model: ["fail" as const], same: false };
const all = [
  fidelity("a/exact"),
  fidelity("a/rough", { agreement: 0.9 }),
  fidelity("b/apart", { heldApart: true, verdicts: otherwise }),
  fidelity("b/unrecorded", { heldApart: true, incomparable: "no baseline ran it", agreement: 0 }),
];

test("each group has the mean of what can be compared, and counts the rest", () => {
  expect(groupsOf(all)).toEqual([
    { what: "fitted", mean: 0.95, compared: 2, otherVerdicts: 0, incomparable: 0 },
    { what: "held apart", mean: 1, compared: 1, otherVerdicts: 1, incomparable: 1 },
  ]);
  expect(groupsOf([])[0]).toEqual({
    what: "fitted",
    compared: 0,
    otherVerdicts: 0,
    incomparable: 0,
  });
});

test("people read a line for each scenario and each group", () => {
  const lines = fidelityText(all, "flux@2.7").split("\n");
  expect(lines).toContain("✓ a/exact: 100.0 % (10 of 10 trace elements)");
  expect(lines).toContain("✗ a/rough: 90.0 % (10 of 10 trace elements)");
  expect(lines).toContain("    verdicts: pass recorded, fail by the model");
  expect(lines).toContain("? b/unrecorded (held apart): can't be compared: no baseline ran it");
  expect(lines.slice(-2)).toEqual([
    "fitted: 95.0 % over 2 scenarios",
    "held apart: 100.0 % over 1 scenarios, 1 with another verdict, 1 not comparable",
  ]);
});
