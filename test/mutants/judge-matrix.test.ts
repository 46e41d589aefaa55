import { describe, expect, it } from "vitest";
import type { ModelResult } from "../../harness/commands/model-pool.ts";
import type { Scenario } from "../../harness/core/scenario.ts";
import type { Outcome } from "../../harness/core/verdict.ts";
import type { Defect } from "../../simulators/controllers/defects.ts";
import { describeMatrix } from "./describe-matrix.ts";
import { judgeMatrix, type Matrix } from "./judge-matrix.ts";

const prunes: Defect = "empty-source-on-error";
const grows: Defect = "backoff-never-reset";

function scenario(name: string, ...uses: string[]): Scenario {
  return { name, check: uses.map((use) => ({ use })), kills: [] as string[] } as Scenario;
}

function run(name: string, outcome: Outcome, defect?: Defect, failed: string[] = []): ModelResult {
  const job = { scenario: name, seed: 1, defects: defect ? [defect] : [] };
  return { job, outcome, because: "of this", failed, history: "" };
}

const scenarios = [scenario("a/one", "one"), scenario("a/two", "two"), scenario("a/three", "one")];

/** Each scenario passes alone; one and three catch `prunes`, two catches `grows`. */
const sound: Matrix = {
  scenarios,
  mutants: [grows, prunes],
  whole: true,
  results: [
    ...scenarios.map(({ name }) => run(name, "pass")),
    run("a/one", "pass", grows),
    run("a/two", "fail", grows, ["two Kustomization x"]),
    run("a/three", "fail", grows, ["one"]),
    run("a/one", "fail", prunes, ["one GitRepository y"]),
    run("a/two", "pass", prunes),
    run("a/three", "pass", prunes),
  ],
};

/** The same with one run put in another's place. */
function but(...changed: ModelResult[]): Matrix {
  const keyOf = ({ job }: ModelResult) => JSON.stringify([job.scenario, job.defects]);
  const results = sound.results.map(
    (each) => changed.find((other) => keyOf(other) === keyOf(each)) ?? each,
  );
  return { ...sound, results };
}

describe("judgeMatrix", () => {
  it("complains of a mutant that most scenarios kill", () => {
    expect(judgeMatrix(sound)).toEqual([
      `mutant ${grows} is killed by 2 of 3 scenarios: too coarse to prove anything`,
    ]);
  });

  it("finds nothing wrong with a catalogue whose every part proves something", () => {
    const four = [...scenarios, scenario("a/four", "two")];
    const results = [
      ...sound.results,
      run("a/four", "pass"),
      run("a/four", "fail", prunes, ["two"]),
      run("a/four", "pass", grows),
    ];
    expect(judgeMatrix({ ...sound, scenarios: four, results })).toEqual([]);
  });

  it("complains of a survivor; unknown catches nothing", () => {
    expect(judgeMatrix(but(run("a/one", "unknown", prunes)))).toContain(
      `mutant ${prunes} survives`,
    );
  });

  it("complains of a scenario that kills none, and of a checker that does", () => {
    const problems = judgeMatrix(
      but(run("a/two", "pass", grows), run("a/three", "fail", grows, ["one"])),
    );
    expect(problems).toContain("scenario a/two kills no mutant");
    expect(problems).toContain("checker two kills no mutant");
  });

  it("complains of a scenario that fails without a mutant", () => {
    expect(judgeMatrix(but(run("a/two", "fail")))).toContain(
      "a/two with seed 1 does not pass on the model as it is: fail: of this",
    );
  });

  it("complains of a scenario that doesn't kill what it says, if that was run", () => {
    const claiming = {
      ...scenario("a/one", "one"),
      kills: [prunes, grows, "of-a-real-controller"],
    };
    const part = { ...sound, scenarios: [claiming], whole: false };
    expect(judgeMatrix(part)).toEqual([
      `mutant ${grows} survives`,
      `scenario a/one says it kills ${grows}, and doesn't`,
    ]);
    expect(judgeMatrix({ ...part, mutants: [prunes] })).toEqual([]);
  });

  it("says nothing of what kills none where only a part was run", () => {
    const part = but(run("a/two", "pass", grows));
    expect(judgeMatrix({ ...part, whole: false })).toEqual([]);
  });
});

describe("describeMatrix", () => {
  it("draws a row for each mutant", () => {
    const rows = describeMatrix(sound).split("\n");
    expect(rows).toContain(`${"(none)".padEnd(prunes.length)}   ·  ·  ·`);
    expect(rows).toContain(`${prunes}   x  ·  ·  1`);
    expect(rows).toContain(`${grows.padEnd(prunes.length)}   ·  x  x  2`);
  });
});
