import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UsageError } from "../core/failure.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { hostInfo } from "../runner/host-info.ts";
import { scenario } from "../scenario/scenario.ts";
import { converge } from "../steps/converge.ts";
import { wait } from "../steps/wait.ts";
import { parseAxes } from "./axes.ts";
import { runSweep, type SweepRequest, sweepFile } from "./run-sweep.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-sweep-test-"));
});
afterEach(() => rm(dir, { recursive: true }));

const small = scenario({
  name: "test/small",
  guarantee: "Any.",
  fleet: { repositories: 1, kustomizations: 1 },
  drive: [converge({ within: "1m" })],
  check: [],
});
const host = await hostInfo();

function sweep(sweeps: string[], more: Partial<SweepRequest> = {}) {
  return runSweep({
    ...{ dir, scenarios: [small], axes: parseAxes(sweeps), set: [], seed: 1, repeats: 1 },
    ...{ subject: referenceSubject, environment: referenceEnvironment(), gitHost: "sim" },
    ...{ host, clock: wallClock(), signal: new AbortController().signal },
    ...more,
  });
}

const historyOf = (point: { dir: string }) => join(dir, point.dir, "history.ndjson");

test("runs every combination, each a normal run that tells its changes", async () => {
  const { sweep: made, failures } = await sweep(["fleet.kustomizations=1,3", "concurrency=1,2"], {
    repeats: 2,
  });
  expect(failures).toEqual([]);
  expect(made.unfinished).toBeUndefined();
  expect(made.points).toHaveLength(8);
  expect(made.points.map(({ seed }) => seed)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
  expect(made.points.every(({ state, metrics }) => state === "pass" && metrics !== null)).toBe(
    true,
  );
  const [, , third = expect.fail()] = made.points;
  expect(third.set).toEqual(["fleet.kustomizations=3", "concurrency=1"]);
  const info = JSON.parse(await readFile(join(dir, third.dir, "run.json"), "utf8"));
  expect(info.set).toEqual(third.set);
  expect(info.scenario.fleet.kustomizations).toBe(3);
  expect(JSON.parse(await readFile(join(dir, sweepFile), "utf8"))).toEqual(made);
});

test("keeps what was run before, also when an axis grows, and does what was cut short anew", async () => {
  const { sweep: first } = await sweep(["fleet.kustomizations=1,2"]);
  const [one = expect.fail(), two = expect.fail()] = first.points;
  const before = (await stat(historyOf(one))).mtimeMs;
  const lines = (await readFile(historyOf(two), "utf8")).trimEnd().split("\n");
  await writeFile(historyOf(two), `${lines.slice(0, -1).join("\n")}\n`);
  const { sweep: second } = await sweep(["fleet.kustomizations=1,2,3"]);
  expect(second.points.map(({ state }) => state)).toEqual(["pass", "pass", "pass"]);
  expect((await stat(historyOf(one))).mtimeMs).toBe(before);
  expect((await readFile(historyOf(two), "utf8")).trimEnd().split("\n")).toEqual(lines);
  expect(second.startedAt).toBe(first.startedAt);
  expect(second.points[0]?.tookMs).toBe(one.tookMs);
});

test("a folder of another sweep is left as it is", async () => {
  await sweep(["fleet.kustomizations=1"]);
  await expect(sweep(["fleet.kustomizations=1"], { seed: 2 })).rejects.toThrow(
    /its seed is 1, here it is 2/,
  );
  const other = { ...small, guarantee: "Another." };
  await expect(sweep(["fleet.kustomizations=1"], { scenarios: [other] })).rejects.toThrow(
    /run\.json: its scenario is another/,
  );
  const place = join(dir, "fleet.kustomizations=1", "seed-1", "test", "small", "history.ndjson");
  expect(existsSync(place)).toBe(true);
});

test("a folder of something else is left as it is", async () => {
  await writeFile(join(dir, "letters.txt"), "");
  await expect(sweep(["fleet.kustomizations=1"])).rejects.toThrow(/it holds letters\.txt/);
  await writeFile(join(dir, sweepFile), "{");
  await expect(sweep(["fleet.kustomizations=1"])).rejects.toThrow(UsageError);
});

test("an axis or a value that can't be had is told before anything is run", async () => {
  await expect(sweep(["fleet.nothing=1"])).rejects.toThrow(/has no "nothing" there/);
  await expect(sweep(["fleet.kustomizations=1,-1"])).rejects.toThrow(UsageError);
  expect(existsSync(join(dir, sweepFile))).toBe(false);
});

/** Real time passes only where something waits for it: with each run so much. */
function countedClock(perReadMs: number) {
  let nowMs = 0;
  const never = new Promise<void>(() => {});
  return { nowMs: () => (nowMs += perReadMs), epochMs: () => 0, sleep: () => never };
}

test("what doesn't fit into the budget is told as soon as it is known; what was run is kept", async () => {
  const told: string[] = [];
  const { sweep: cut } = await sweep(["fleet.kustomizations=1,2,3,4"], {
    clock: countedClock(1_000),
    budgetMs: 8_000,
    onTooLittle: (text) => void told.push(text),
  });
  const states = cut.points.map(({ state }) => state);
  expect(states[0]).toBe("pass");
  expect(states.at(-1)).toBe("waiting");
  expect(cut.unfinished).toMatch(/^the budget is 8\.0 s: the next of \d runs takes about/);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/by what the others took/);
  const { sweep: rest } = await sweep(["fleet.kustomizations=1,2,3,4"]);
  expect(rest.unfinished).toBeUndefined();
  expect(rest.points.map(({ state }) => state)).toEqual(["pass", "pass", "pass", "pass"]);
});

test("what waits longer than the budget is not begun", async () => {
  const slow = { ...small, drive: [wait("1h")] };
  const { time: _time, ...real } = referenceEnvironment();
  const told: string[] = [];
  const { sweep: none } = await sweep(["fleet.kustomizations=1,2"], {
    ...{ scenarios: [slow], environment: real, budgetMs: 60_000 },
    onTooLittle: (text) => void told.push(text),
  });
  expect(none.points.map(({ state }) => state)).toEqual(["waiting", "waiting"]);
  expect(told[0]).toMatch(/2 runs are ahead .* by the waits in their steps alone/);
  expect(none.unfinished).toMatch(/takes about 1 h 00 m/);
});

test("an interruption keeps what was run", async () => {
  const ending = new AbortController();
  const { sweep: cut } = await sweep(["fleet.kustomizations=1,2"], {
    signal: ending.signal,
    progress: {
      begin: () => ({ update() {}, end: () => ending.abort(new Error("enough")) }),
    },
  });
  expect(cut.points.map(({ state }) => state)).toEqual(["pass", "waiting"]);
  expect(cut.unfinished).toBe("it was interrupted");
});

test("what a subject can't do is a result, and not tried again", async () => {
  const limit = ["controllers.source-controller.cpuLimit=500m"];
  const { sweep: made } = await sweep(limit);
  expect(made.points[0]).toMatchObject({ state: "unknown" });
  expect(made.points[0]?.because[0]).toMatch(/CPU limit/);
  const before = (await stat(historyOf(made.points[0] ?? expect.fail()))).mtimeMs;
  await sweep(limit);
  expect((await stat(historyOf(made.points[0] ?? expect.fail()))).mtimeMs).toBe(before);
});
