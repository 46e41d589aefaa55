import { describe, expect, it } from "vitest";
import { planScenario } from "../scenario/plan.ts";
import { scenario } from "../scenario/scenario.ts";
import { RepositoryStates } from "./repository-states.ts";

const plan = planScenario(
  scenario({
    name: "test/states",
    guarantee: "Any.",
    fleet: { repositories: 2 },
    repositories: [{ name: "large" }],
    drive: [],
    check: [],
  }),
);
const state = (change: number) => ({ commit: `commit-${change}`, change, objects: 1, files: {} });

function statesOf(...changes: number[]): RepositoryStates {
  const states = new RepositoryStates(plan);
  for (const change of changes) states.push("large", state(change));
  return states;
}

describe("RepositoryStates", () => {
  it("has a state before the first commit", () => {
    expect(statesOf().head("large")).toEqual({ commit: null, change: -1, objects: 0, files: {} });
    expect(statesOf().ancestor("large", 1)).toEqual({
      commit: null,
      change: -1,
      objects: 0,
      files: {},
    });
  });

  it.each([
    [1, 1],
    [2, 0],
    [9, 0],
  ])("finds the state %d before the head", (back, change) => {
    expect(statesOf(0, 1, 2).ancestor("large", back)).toEqual(state(change));
  });

  it("forgets what a rewrite lost, in its repository alone", () => {
    const states = statesOf(0, 1, 2);
    states.push("fleet-000", state(7));
    states.rewind("large", states.ancestor("large", 2));
    expect(states.head("large")).toEqual(state(0));
    expect(states.head("fleet-000")).toEqual(state(7));
  });

  it("selects by glob, all by default, and refuses what matches nothing", () => {
    const select = (globs?: string[]) =>
      statesOf()
        .select(globs)
        .map(({ name }) => name);
    expect(select()).toEqual(["fleet-000", "fleet-001", "large"]);
    expect(select(["fleet-*"])).toEqual(["fleet-000", "fleet-001"]);
    expect(select(["large", "*-001"])).toEqual(["fleet-001", "large"]);
    expect(() => select(["huge"])).toThrow(/\["huge"\]: .* fleet-000, fleet-001, large/);
  });
});
