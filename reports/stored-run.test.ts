import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UsageError } from "../harness/core/failure.ts";
import { type TemporaryFolder, temporaryFolder } from "./fixtures/read-fixture-runs.ts";
import { writeFixtureRunSet } from "./fixtures/write-run-set.ts";
import { outcomeOf, readRunSet, verdictsOf } from "./stored-run.ts";

let folder: TemporaryFolder;
let set: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  set = path.join(folder.dir, "set");
  await writeFixtureRunSet(set);
});

afterEach(() => folder[Symbol.asyncDispose]());

test("finds every run of a set in order of name", async () => {
  const runs = await readRunSet([set]);
  expect(runs.map((run) => [run.info.scenario.name, outcomeOf(run)])).toEqual([
    ["apply/push-converges", "pass"],
    ["apply/storm-of-pushes", "unknown"],
    ["limits/large-repository-fits", "fail"],
    ["sources/outage-does-not-prune", "pass"],
    ["sources/rate-limit-is-respected", "unknown"],
    ["sources/slow-pack-is-waited-for", "unknown"],
  ]);
});

test("takes a run directory too, and several at once", async () => {
  const dirs = ["sources/outage-does-not-prune", "apply/push-converges"].map((name) =>
    path.join(set, name),
  );
  expect((await readRunSet(dirs)).map((run) => run.dir)).toEqual(dirs);
});

test("looks no deeper than four folders", async () => {
  const deep = (levels: number) => path.join(folder.dir, "deep", ...Array(levels).fill("x"));
  await writeFixtureRunSet(deep(2));
  expect(await readRunSet([path.join(folder.dir, "deep")])).toHaveLength(6);
  await rm(deep(0), { recursive: true });
  await writeFixtureRunSet(deep(3));
  await expect(readRunSet([path.join(folder.dir, "deep")])).rejects.toThrow("no run.json in it");
});

test("says how to judge a run that was not", async () => {
  const dir = path.join(set, "sources/rate-limit-is-respected");
  const [run] = await readRunSet([dir]);
  expect(run && verdictsOf(run)).toEqual([
    {
      checker: "judgement",
      outcome: "unknown",
      because: `not judged: run \`fluxproof check ${dir}\``,
      evidence: [],
    },
  ]);
});

test("leaves out a cut last line and says so", async () => {
  const [run] = await readRunSet([path.join(set, "apply/storm-of-pushes")]);
  expect(run?.history.cut).toBe(true);
  expect(run?.history.end).toBeNull();
  expect(run?.history.entries).toBeGreaterThan(100);
});

test("names file and line of a broken line that others follow", async () => {
  const file = path.join(set, "apply/storm-of-pushes/history.ndjson");
  await appendFile(file, '\n{"seq":1,"tMs":1,"type":"note","text":""}\n');
  const error = await readRunSet([set]).catch((reason) => reason);
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toMatch(/storm-of-pushes\/history\.ndjson:\d+: not JSON: /);
});

test.each([
  ["run.json", '{\n  "version": 1,\n  x\n', /run\.json: .*line 3/s],
  ["run.json", '{"version":2,"scenario":{"name":"a/b"}}', /run\.json: version is 2, expected 1/],
  ["run.json", "null", /run\.json: version is undefined, expected 1/],
  ["run.json", '{"version":1,"scenario":{"name":"a/b"}}', /run\.json: .*subject/s],
  ["verdicts.json", "{", /verdicts\.json: /],
  ["verdicts.json", '{"scenario":"a","outcome":"passed","verdicts":[]}', /→ at outcome/],
  ["verdicts.json", '{"scenario":"a","outcome":"pass","verdicts":[]}', /pass, though .* unknown/],
  [
    "verdicts.json",
    '{"scenario":"a","outcome":"pass","verdicts":[{"checker":"a","outcome":"fail","because":"","evidence":[]}]}',
    /pass, though its verdicts come to fail/,
  ],
  ["metrics.json", "{}", /metrics\.json: .*latencyMs/s],
  ["metrics.json", "[1", /metrics\.json: /],
])("names a corrupt %s", async (name, text, message) => {
  const dir = path.join(set, "apply/push-converges");
  await writeFile(path.join(dir, name), text);
  const error = await readRunSet([dir]).catch((reason) => reason);
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toMatch(message);
});

test("a run without a history has no entries", async () => {
  const dir = path.join(set, "apply/push-converges");
  await rm(path.join(dir, "history.ndjson"));
  const [run] = await readRunSet([dir]);
  expect(run?.history).toMatchObject({ entries: 0, durationMs: 0, cut: false, end: null });
});

test("a folder without runs, and none at all, are the user's to mend", async () => {
  await mkdir(path.join(folder.dir, "empty"));
  await expect(readRunSet([path.join(folder.dir, "empty")])).rejects.toThrow(UsageError);
  await expect(readRunSet([path.join(folder.dir, "missing")])).rejects.toThrow(/missing.*ENOENT/);
});
