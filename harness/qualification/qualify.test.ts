import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { Qualification } from "../core/qualification.ts";
import { runOne } from "../runner/run-one.ts";
import { qualifyModel, small } from "./testing/model-qualification.ts";

vi.setConfig({ testTimeout: 60_000 });

async function stored(dir: string): Promise<Qualification> {
  return JSON.parse(await readFile(join(dir, "qualification.json"), "utf8"));
}

test("the same on both sides is qualified, from normal runs in turn", async () => {
  const { qualification, made, dir } = await qualifyModel({});
  expect(qualification.verdict).toBe("qualified");
  expect(qualification.unfinished).toBeUndefined();
  expect(qualification.because.at(-1)).toBe("both sides are the same: what differs is chance");
  expect(made.slice(0, 8)).toEqual([
    "conformance/test/alike/baseline-1",
    "conformance/test/alike/candidate-1",
    "pairs/0001-test-small/baseline",
    "pairs/0001-test-small/candidate",
    "pairs/0002-test-small/candidate",
    "pairs/0002-test-small/baseline",
    "pairs/0003-test-small/baseline",
    "pairs/0003-test-small/candidate",
  ]);
  const { pairs, planned, looks } = qualification.performance;
  // 10 s a run, 300 s: 13 pairs and some air fit behind conformance and the pair that warms up.
  expect(planned).toBe(12);
  // Nothing is left to find out before all are there.
  const [first] = looks;
  expect(looks).toHaveLength(1);
  expect(first?.pairs).toBeLessThan(12);
  expect(first).toMatchObject({ undecided: 0 });
  expect(pairs).toHaveLength(1 + (first?.pairs ?? 0));
  expect(pairs[0]).toMatchObject({ isWarmUp: true, seed: 8, tookMs: 20_000 });
  expect(await stored(dir)).toEqual(qualification);
  expect((await readdir(join(dir, "pairs/0001-test-small/baseline"))).sort()).toEqual([
    ...["history.ndjson", "logs", "metrics.json", "run.json", "verdicts.json"],
  ]);
});

test("what fails on the candidate alone is a break, whose it is, and where to look", async () => {
  const { qualification } = await qualifyModel({
    defects: { candidate: ["wakes-only-five"] },
    performance: [],
  });
  expect(qualification.verdict).toBe("regressed");
  const [conformance] = qualification.conformance;
  expect(conformance).toMatchObject({ baseline: ["pass", "pass"], candidate: ["fail", "fail"] });
  const arrive = conformance?.differences.find(({ where }) => where === "checker changes-arrive");
  expect(arrive).toMatchObject({
    ...{ mark: "break", kind: "verdict", baseline: "pass" },
    runs: [
      "conformance/test/alike/baseline-1",
      "conformance/test/alike/candidate-1",
      "conformance/test/alike/candidate-2",
    ],
  });
});

test("the other way round it is a fix, and nothing against the candidate", async () => {
  const { qualification } = await qualifyModel({ defects: { baseline: ["wakes-only-five"] } });
  expect(qualification.verdict).toBe("qualified");
  expect(qualification.conformance[0]?.differences[0]).toMatchObject({ mark: "fix" });
});

test("a baseline that fails by itself counts for nothing, and is named", async () => {
  const defects = { baseline: ["wakes-only-five"], candidate: ["wakes-only-five"] } as const;
  const { qualification } = await qualifyModel({
    defects: { baseline: [...defects.baseline], candidate: [...defects.candidate] },
    performance: [],
  });
  expect(qualification.verdict).toBe("inconclusive");
  expect(qualification.because.join()).toMatch(/test\/alike.*baseline fails by itself/);
  expect(qualification.conformance.flatMap(({ differences }) => differences)).toEqual([]);
});

test("a measured scenario that doesn't pass ends the pairs, and is told", async () => {
  const { qualification } = await qualifyModel({
    scenarios: [],
    performance: [small("test/alike", 6)],
    defects: { candidate: ["wakes-only-five"] },
  });
  expect(qualification.verdict).toBe("regressed");
  expect(qualification.performance.pairs).toHaveLength(3);
  expect(qualification.performance.pairs[1]?.lost).toMatch(/the candidate's run is judged fail/);
  expect(qualification.conformance[0]?.differences).toContainEqual(
    expect.objectContaining({ mark: "break", where: "checker changes-arrive, in pairs" }),
  );
});

test("a delay put in on one side is found", async () => {
  const { qualification } = await qualifyModel({
    perturbations: [{ side: "candidate", use: "delay", delayMs: 2_000 }],
  });
  expect(qualification.verdict).toBe("regressed");
  expect(qualification.candidate.notes.at(-1)).toMatch(/the Git host answers 2000 ms later/);
  expect(qualification.baseline.notes).not.toContain(qualification.candidate.notes.at(-1));
  const worse = qualification.performance.metrics.filter(({ verdict }) => verdict === "worse");
  expect(worse.map(({ metric }) => metric)).toContain("latency.ready.p50Ms");
});

/** Undecided for long: it differs, and by less than a margin tells. */
const slightDelay = { side: "candidate", use: "delay", delayMs: 300 } as const;

describe("the budget", () => {
  test("is used up while nothing is decided, however long the first pairs took", async () => {
    const { qualification } = await qualifyModel({
      // None that would be decided early.
      rules: [],
      // Those of conformance, the pair that warms up and the first that counts.
      runMs: (run) => (run <= 6 ? 16_000 : 8_000),
    });
    const { looks, planned, pairs } = qualification.performance;
    expect(looks.at(-1)).toMatchObject({ pairs: planned, planned });
    expect(looks[0]?.planned).toBeLessThan(planned ?? 0);
    expect(pairs).toHaveLength(1 + (planned ?? 0));
    expect(qualification.tookMs).toBeGreaterThan(300_000 - 1.5 * 16_000);
    expect(qualification.tookMs).toBeLessThanOrEqual(300_000);
  });

  test("that holds too few pairs gives what fits, and says what binds; a larger one goes on", async () => {
    const first = await qualifyModel({ budgetMs: 120_000 });
    const { qualification, dir } = first;
    expect(qualification.verdict).toBe("inconclusive");
    expect(qualification.because[0]).toMatch(
      /the budget of 2 m 00 s held 3 pairs of runs: below 6/,
    );
    expect(qualification.unfinished).toBe("too few pairs");
    expect(qualification.performance.looks).toEqual([]);
    expect(qualification.performance.metrics.length).toBeGreaterThan(0);
    expect(qualification.tookMs).toBeLessThanOrEqual(120_000);

    const second = await qualifyModel({ dir, before: qualification, budgetMs: 300_000 });
    expect(second.qualification.verdict).toBe("qualified");
    expect(second.made[0]).toBe("pairs/0005-test-small/baseline");
    expect(second.qualification.startedAt).toBe(qualification.startedAt);
    // What the first call took counts.
    expect(second.qualification.tookMs).toBe(10_000 * (first.made.length + second.made.length));
  });

  test("that doesn't hold conformance leaves room for pairs, and names what was not run", async () => {
    const { qualification } = await qualifyModel({
      scenarios: [small("test/alike"), small("test/other")],
      budgetMs: 100_000,
      runMs: () => 20_000,
    });
    expect(qualification.conformance.map(({ scenario }) => scenario)).toEqual(["test/alike"]);
    expect(qualification.performance.pairs).toHaveLength(1);
    expect(qualification.verdict).toBe("inconclusive");
    expect(qualification.because[0]).toMatch(/did not hold the conformance of 1 .*test\/other/);
    expect(qualification.unfinished).toBe("1 scenario still to be run");
  });
});

describe("an interruption", () => {
  test("keeps what there is and leaves nothing of the run it met", async () => {
    const { qualification, dir, failure } = await qualifyModel({ interruptAt: 8 });
    expect(failure).toBeUndefined();
    expect(qualification.verdict).toBe("inconclusive");
    expect(qualification.unfinished).toBe("interrupted");
    expect(qualification.performance.pairs).toHaveLength(2);
    expect(await readdir(join(dir, "pairs/0003-test-small"))).toEqual(["baseline"]);
  });

  test("is gone on with: the end is that of one call", async () => {
    const first = await qualifyModel({ interruptAt: 8 });
    const { dir, qualification: before } = first;
    const second = await qualifyModel({ dir, before });
    expect(second.made[0]).toBe("pairs/0003-test-small/candidate");
    const { performance, verdict } = second.qualification;
    expect(verdict).toBe("qualified");
    const order = performance.pairs.map(({ index, seed, first: side }) => [index, seed, side]);
    expect(order.slice(0, 4)).toEqual([
      [1, 8, "baseline"],
      [2, 9, "candidate"],
      [3, 10, "baseline"],
      [4, 11, "candidate"],
    ]);
    expect(await readdir(join(dir, "pairs"))).toHaveLength(performance.pairs.length);
  });

  test("in the middle of looks keeps the plan they were made for", async () => {
    const perturbations = [slightDelay];
    const whole = await qualifyModel({ perturbations });
    const { planned, looks, pairs } = whole.qualification.performance;
    const runs = 2 + 2 * (1 + (looks[0]?.pairs ?? 0)) + 2;
    const first = await qualifyModel({ perturbations, interruptAt: runs });
    expect(first.qualification.performance.looks).toHaveLength(1);
    const { dir, qualification: before } = first;
    const second = await qualifyModel({ dir, before, perturbations });
    expect(second.qualification.performance).toMatchObject({ planned, looks });
    expect(second.qualification.performance.pairs).toHaveLength(pairs.length);
  });

  test("a run that was cut or is another one is made anew", async () => {
    const first = await qualifyModel({ interruptAt: 8 });
    const { dir, qualification: before } = first;
    const cut = join(dir, "pairs/0002-test-small/baseline/history.ndjson");
    const lines = (await readFile(cut, "utf8")).split("\n");
    await writeFile(cut, lines.slice(0, 20).join("\n"));
    const other = join(dir, "pairs/0001-test-small/candidate/run.json");
    const info = JSON.parse(await readFile(other, "utf8"));
    await writeFile(other, JSON.stringify({ ...info, seed: 1 }));
    const { made, qualification } = await qualifyModel({ dir, before });
    expect(made.slice(0, 3)).toEqual([
      "pairs/0001-test-small/candidate",
      "pairs/0002-test-small/baseline",
      "pairs/0003-test-small/candidate",
    ]);
    expect(qualification.verdict).toBe("qualified");
  });
});

test("runs that can't be made are made once more; after three in a row it gives up with what there is", async () => {
  let made = 0;
  const { qualification, failure } = await qualifyModel({
    async runOne(run) {
      made += 1;
      const result = await runOne(run);
      return made > 6 ? { ...result, failure: new Error("no port is free") } : result;
    },
  });
  expect(made).toBe(6 + 2 * 3);
  expect(failure?.message).toMatch(
    /3 runs in a row could not be made, the last pairs\/0004.*no port/,
  );
  expect(qualification.verdict).toBe("inconclusive");
  expect(qualification.unfinished).toBe(failure?.message);
  expect(qualification.performance.pairs.length).toBeGreaterThan(2);
});
