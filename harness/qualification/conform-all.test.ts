import { once } from "node:events";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { UsageError } from "../core/failure.ts";
import { wait } from "../index.ts";
import { type OneRun, runOne } from "../runner/run-one.ts";
import { qualifyModel, small } from "./testing/model-qualification.ts";

vi.setConfig({ testTimeout: 60_000 });

const named = (names: string[]) => names.map((name) => small(`test/${name}`, 6));

/** Runs as they are made, with how many went on at most, all in all and beside one that is named. */
function counting(made: (run: OneRun) => ReturnType<typeof runOne> = runOne) {
  const running = new Set<string>();
  const most: Record<string, number> = { all: 0 };
  return {
    most,
    async one(run: OneRun) {
      const { name } = run.scenario;
      running.add(run.dir);
      // The others of this moment come, too.
      await new Promise((resolve) => setImmediate(resolve));
      most.all = Math.max(most.all ?? 0, running.size);
      most[name] = Math.max(most[name] ?? 0, running.size);
      try {
        return await made(run);
      } finally {
        running.delete(run.dir);
      }
    },
  };
}

test("as many run at a time as there are slots, both sides together, and those alone that need it", async () => {
  const { one, most } = counting();
  const scenarios = [
    ...named(["a", "b", "c", "measured"]),
    { ...small("test/own"), exclusive: true },
  ];
  const { qualification, dir } = await qualifyModel({
    ...{ scenarios, slots: 5, conformanceOnly: true, runOne: one },
    performance: [small("test/measured")],
  });
  expect(most).toMatchObject({ all: 4, "test/own": 1, "test/measured": 1 });
  expect(qualification.conformance).toHaveLength(5);
  expect(qualification.conformance.every(({ differences }) => differences.length === 0)).toBe(true);
  const places = await readdir(join(dir, "conformance/test/a"));
  expect(places.sort()).toEqual(["baseline-beside-others-1", "candidate-beside-others-1"]);
  expect(await readdir(join(dir, "conformance/test/own"))).toContain("candidate-1");
});

test("with one slot each run is alone", async () => {
  const { one, most } = counting();
  await qualifyModel({ scenarios: named(["a", "b"]), conformanceOnly: true, runOne: one });
  expect(most.all).toBe(1);
});

test("what breaks beside others is looked into alone, and is a break if it breaks there", async () => {
  const { one, most } = counting();
  const { qualification } = await qualifyModel({
    ...{ scenarios: named(["a", "b"]), slots: 4, performance: [], runOne: one },
    defects: { candidate: ["wakes-only-five"] },
  });
  expect(most.all).toBe(4);
  expect(qualification.verdict).toBe("regressed");
  const [first] = qualification.conformance;
  expect(first).toMatchObject({ baseline: ["pass", "pass"], candidate: ["fail", "fail"] });
  const marks = first?.differences.map(({ mark, where }) => `${mark} ${where}`);
  expect(marks).toContain("break checker changes-arrive");
});

/** A candidate that is too slow while others run. */
const slowBesideOthers = async (run: OneRun) => {
  const result = await runOne(run);
  if (!/candidate-beside/.test(run.dir)) return result;
  const { judgement } = result;
  const verdicts = judgement.verdicts.map((verdict, at) =>
    at > 0 ? verdict : { ...verdict, outcome: "fail" as const, because: "too late" },
  );
  return { ...result, judgement: { ...judgement, outcome: "fail" as const, verdicts } };
};

test("what fails beside others alone is no difference, and is told as set aside", async () => {
  const { qualification } = await qualifyModel({
    ...{ scenarios: named(["a", "b"]), slots: 4, performance: [], runOne: slowBesideOthers },
  });
  const [first] = qualification.conformance;
  expect(first).toMatchObject({ baseline: ["pass", "pass"], candidate: ["pass"], differences: [] });
  expect(first?.setAside).toEqual([
    {
      run: `conformance/${first?.scenario}/candidate-beside-others-1`,
      because: expect.stringMatching(/^fail beside other scenarios, not alone: .*too late/),
    },
  ]);
});

test("interrupted, it keeps the runs there are, and goes on from them", async () => {
  const scenarios = named(["a", "b", "c", "d"]);
  const first = await qualifyModel({ scenarios, slots: 4, conformanceOnly: true, interruptAt: 7 });
  expect(first.qualification.unfinished).toBe("interrupted");
  expect(first.qualification.conformance.length).toBeLessThan(4);
  const { dir, qualification: before } = first;
  // As a kill leaves it: what was found since its last word is not in the document.
  await rm(join(dir, "qualification.json"));
  const second = await qualifyModel({ scenarios, slots: 4, conformanceOnly: true, dir, before });
  const made = [...first.made.slice(0, 6), ...second.made].sort();
  expect(new Set(made)).toHaveLength(8);
  expect(second.qualification.conformance).toHaveLength(4);
  expect(second.qualification.unfinished).toBe("pairs of runs are still to be made");
  expect(second.qualification.because[0]).toMatch(/of performance nothing was asked yet/);
});

test("a failure that is for good ends what runs beside it, and leaves nothing of that", async () => {
  const begun: string[] = [];
  const all = new EventTarget();
  const allBegan = once(all, "begun");
  const { failure, qualification, dir } = await qualifyModel({
    ...{ scenarios: named(["a", "b", "c"]), slots: 4, conformanceOnly: true },
    async runOne(run) {
      begun.push(run.dir);
      if (begun.length === 4) all.dispatchEvent(new Event("begun"));
      await allBegan;
      if (run.dir.endsWith("b/candidate-beside-others-1")) {
        return { ...(await runOne(run)), failure: new UsageError("no such image") };
      }
      const { signal } = run;
      if (!signal?.aborted) await once(signal ?? new EventTarget(), "abort");
      return runOne(run);
    },
  });
  expect(begun).toHaveLength(4);
  expect(failure?.message).toBe("no such image");
  expect(qualification).toMatchObject({ verdict: "inconclusive", unfinished: "no such image" });
  expect(await readdir(join(dir, "conformance/test/a"))).toEqual([]);
});

test("a budget that is short leaves out what it can't hold, and a larger one goes on", async () => {
  const scenarios = named(["a", "b", "c", "d", "e"]);
  const first = await qualifyModel({
    scenarios,
    slots: 4,
    conformanceOnly: true,
    budgetMs: 30_000,
  });
  expect(first.qualification.unfinished).toMatch(/scenarios? still to be run/);
  const { dir, qualification: before } = first;
  const second = await qualifyModel({ scenarios, slots: 4, conformanceOnly: true, dir, before });
  expect(second.qualification.conformance).toHaveLength(5);
  expect(new Set([...first.made, ...second.made])).toHaveLength(
    first.made.length + second.made.length,
  );
});

test("a scenario that changed since is run anew, and no other", async () => {
  const [a, b] = [small("test/a"), small("test/b")];
  const first = await qualifyModel({ scenarios: [a, b], slots: 4, conformanceOnly: true });
  const { dir, qualification: before } = first;
  const changed = { ...b, drive: [...b.drive, wait("1s")] };
  const second = await qualifyModel({
    ...{ scenarios: [a, changed], slots: 4, conformanceOnly: true, dir, before },
  });
  expect(second.made.sort()).toEqual([
    "conformance/test/b/baseline-beside-others-1",
    "conformance/test/b/candidate-beside-others-1",
  ]);
});
