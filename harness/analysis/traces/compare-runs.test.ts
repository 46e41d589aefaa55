import { describe, expect, it } from "vitest";
import {
  condition,
  history,
  runEnd,
  source,
  stepEnd,
  type Told,
  usage,
} from "../../../test/history.ts";
import { runInfo } from "../../../test/run-info.ts";
import type { RunInfo } from "../../core/run.ts";
import type { Scenario } from "../../core/scenario.ts";
import { compareRuns, type ReadRun } from "./compare-runs.ts";

const ready = source("fleet-000", undefined, condition("Ready", "True", "Succeeded", "stored"));
const failing = source("fleet-000", undefined, condition("Ready", "False", "Failed", "no"));

interface Change {
  name?: string;
  scenario?: Partial<Scenario>;
  info?: Partial<RunInfo>;
  entries?: Told[];
}

function run(dir: string, { name = "test/run", scenario, info, entries }: Change = {}): ReadRun {
  const base = runInfo();
  return {
    dir,
    argument: 0,
    info: { ...base, ...info, scenario: { ...base.scenario, name, ...scenario } },
    history: history(...(entries ?? [ready, runEnd()])),
  };
}

function compare(baselines: ReadRun[], candidates: ReadRun[]) {
  return compareRuns({ baselines, candidates });
}

const two = [run("a"), run("b")];
const { fleet } = runInfo().scenario;

describe("compareRuns", () => {
  it("compares scenario by scenario, in order of name", () => {
    const compared = compare(
      [...two, run("a2", { name: "test/another" }), run("b2", { name: "test/another" })],
      [
        run("c", { entries: [failing, runEnd()], info: { environment: "sim" } }),
        run("c2", { name: "test/another" }),
      ],
    );
    expect(compared).toMatchObject({
      baseline: ["local flux@2.7"],
      candidate: ["sim flux@2.7", "local flux@2.7"],
      scenarios: [
        {
          scenario: "test/another",
          outcome: "same",
          total: 1,
          agree: 1,
          objectsCompared: 1,
          meanAgreement: 1,
          objects: [],
        },
        {
          scenario: "test/run",
          baselines: ["a", "b"],
          candidates: ["c"],
          outcome: "different",
          total: 2,
          agree: 0,
          objects: [{ differences: [{ what: "extra" }, { what: "missing" }] }],
        },
      ],
    });
  });

  it.each<[what: string, baselines: ReadRun[], candidates: ReadRun[], because: RegExp]>([
    ["a scenario that no baseline ran", [], [run("c")], /^no baseline ran it$/],
    ["a scenario that no candidate ran", two, [], /^no candidate ran it$/],
    ["a single baseline", [run("a")], [run("c")], /^only 1 baseline ran it \(a\): at least 2 /],
    [
      "a run that was killed",
      two,
      [run("c", { entries: [ready] })],
      /^c: its history has no end, it was killed$/,
    ],
    ["a run without a history", two, [run("c", { entries: [] })], /^c: its history has no end/],
    [
      "a run that was interrupted",
      [run("a"), run("b", { entries: [ready, runEnd("interrupted", "SIGINT")] })],
      [run("c")],
      /^b: its run ended as interrupted: SIGINT$/,
    ],
    [
      "a run with a gap in a watch",
      two,
      [run("c", { entries: [ready, { type: "note", text: "watch gap: gone" }, runEnd()] })],
      /^c: entry 2 of its history is a watch gap: gone$/,
    ],
  ])("can't compare %s", (_, baselines, candidates, because) => {
    expect(compare(baselines, candidates).scenarios).toMatchObject([
      { outcome: "incomparable", because: expect.stringMatching(because) },
    ]);
  });

  it.each<Partial<Scenario>>([
    { fleet: { ...fleet, kustomizations: 9 } },
    { repositories: [{ name: "large" }] },
    { accounts: [{ name: "reader", owns: ["large"] }] },
    { objects: [{ apiVersion: "v1", kind: "Secret", metadata: { name: "some" } }] },
    { controllers: { "source-controller": { memoryLimit: "96Mi" } } },
    { drive: [{ use: "wait", with: { for: "1s" } }] },
  ])("can't compare runs driven by another %o", (scenario) => {
    expect(compare(two, [run("c", { scenario })]).scenarios).toMatchObject([
      { because: `a and c differ in the scenario's own "${Object.keys(scenario)[0]}"` },
    ]);
  });

  it.each<[what: string, change: Change]>([
    ["is judged otherwise", { scenario: { check: [{ use: "other" }], guarantee: "Another." } }],
    ["may run elsewhere", { scenario: { environments: ["local", "sim"], exclusive: true } }],
    ["timed out, as the baselines might", { entries: [ready, stepEnd("1", "timeout"), runEnd()] }],
    ["was sampled after its end", { entries: [ready, runEnd(), usage("source-controller")] }],
    ["has other notes", { entries: [ready, { type: "note", text: "any" }, runEnd()] }],
    [
      "was recorded before API versions were",
      { entries: [{ ...ready, apiVersion: "source.toolkit.fluxcd.io/v1" }, runEnd()] },
    ],
  ])("compares a run that %s", (_, change) => {
    expect(compare(two, [run("c", change)]).scenarios).toMatchObject([{ outcome: "same" }]);
  });

  it("tells API versions apart where all runs have them", () => {
    const versioned = (dir: string, apiVersion: string) =>
      run(dir, { entries: [{ ...ready, apiVersion }, runEnd()] });
    const [same] = compare(
      [versioned("a", "x/v1"), versioned("b", "x/v1")],
      [versioned("c", "x/v1")],
    ).scenarios;
    const [other] = compare(
      [versioned("a", "x/v1"), versioned("b", "x/v1")],
      [versioned("c", "y/v1")],
    ).scenarios;
    expect([same?.outcome, other?.outcome]).toEqual(["same", "different"]);
  });

  it("says when seeds differ", () => {
    const other = run("c", { info: { seed: 8 } });
    expect(compare(two, [other]).scenarios[0]?.seeds).toEqual([7, 8]);
    expect(compare(two, [run("c")]).scenarios[0]).not.toHaveProperty("seeds");
  });
});
