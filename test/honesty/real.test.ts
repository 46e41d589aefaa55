import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fixtureQualification } from "../../reports/fixtures/qualification.ts";
import { armOf, budgetOf } from "./arms.ts";
import { codeDigest } from "./code-digest.ts";
import { isCutShort, isLike, nextSeed, perturbation } from "./real.ts";
import { addRealLine, type RealLine, readRealLines } from "./real-lines.ts";
import { lineOf } from "./tell-comparison.ts";

const asked = {
  ...{ version: 1 as const, digest: "d1", arm: "same", isChanged: false, commit: "abc1234" },
  ...{ startedAt: "2026-11-26T04:40:00.000Z", subject: "flux@2.7", env: "local" },
  ...{ scenarios: ["scale/announced-commits"], more: [], budget: "10m", seed: 1 },
  load: [0.5, 1.5] as [number, number],
};

async function emptyFile(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "honesty-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return join(dir, "real.ndjson");
}

test("lines of comparisons are added and read again; those of other code don't count", async () => {
  const file = await emptyFile();
  expect(await readRealLines(file)).toEqual([]);
  const line = await lineOf(fixtureQualification(), asked);
  await addRealLine(file, line);
  await addRealLine(file, { ...line, digest: "d0" });
  const lines = await readRealLines(file);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toEqual(line);
  expect(lines.filter(isLike(asked))).toEqual([line]);
  await writeFile(file, '{"version":2}\n');
  await expect(readRealLines(file)).rejects.toThrow(/real\.ndjson:1: /);
});

test("a line tells the verdict, what was called different and what machine it was", async () => {
  const qualification = fixtureQualification();
  const line = await lineOf(qualification, asked);
  const called = qualification.performance.metrics.filter(({ verdict }) =>
    ["better", "worse"].includes(verdict),
  );
  expect(line).toMatchObject({ verdict: "regressed", tookMs: 1_520_000, found: false });
  expect(line.alarms).toEqual(called.map(({ metric, verdict }) => `${metric} ${verdict}`));
  expect(line.alarms.length).toBeGreaterThan(0);
  expect(line.machine).toContain("CPUs");
  expect((await lineOf(qualification, { ...asked, arm: "GOGC=200", isChanged: true })).found).toBe(
    called.some(
      ({ metric, verdict }) => verdict === "worse" && /^memory\..*PeakBytes$/.test(metric),
    ),
  );
});

test("reasons are told in short, without where the runs lie", async () => {
  const because = [`see /tmp/some/where/logs/a.log:\n${"x".repeat(500)}`, "y".repeat(500)];
  const line = await lineOf(fixtureQualification({ because }), asked, "/tmp/some/where");
  expect(line.because).toEqual(["see ./logs/a.log:", `${"y".repeat(199)}…`]);
});

test("a comparison that left no answer is one that failed, and counts", async () => {
  expect(await lineOf(undefined, asked)).toMatchObject({ verdict: "none", pairs: 0, steps: null });
});

test("a seed is taken once for each arm and budget of the same code and question", async () => {
  const { budget, ...options } = asked;
  const line: RealLine = await lineOf(undefined, asked);
  const lines = [line, { ...line, seed: 1001 }, { ...line, arm: "delay", budget: "19m" }];
  expect(nextSeed(options, [], "same")).toBe(1);
  expect(nextSeed(options, lines, "same")).toBe(2001);
  expect(nextSeed(options, lines, "delay")).toBe(1001);
  expect(budget).toBe(budgetOf("same"));
  expect(nextSeed({ ...options, budget: "5m" }, lines, "same")).toBe(1);
  expect(lines.every(isLike(options))).toBe(true);
  expect(lines.some(isLike({ ...options, digest: "d2" }))).toBe(false);
  expect(lines.some(isLike({ ...options, more: ["--set", "rounds=1"] }))).toBe(false);
});

test("each arm has its own budget, unless one is told", () => {
  const budgets = ["same", "delay", "delay=50ms", armOf("GOGC"), "GOMAXPROCS=1"];
  expect(budgets.map((arm) => budgetOf(arm))).toEqual(["10m", "19m", "19m", "7m", "30m"]);
  expect(budgetOf("same", "3m")).toBe("3m");
  expect(armOf("GOGC")).toBe("GOGC=200");
});

test("the delay is a tenth of what the first comparison without it measured, whatever comes after", async () => {
  const line = await lineOf(undefined, asked);
  const first = { ...line, readyMs: 1200 };
  expect(perturbation("delay", [line, first])).toBe("candidate:delay=40ms");
  expect(perturbation("delay", [first, { ...line, readyMs: 3000 }])).toBe("candidate:delay=40ms");
  expect(() => perturbation("delay", [line, { ...first, isChanged: true }])).toThrow(/arm same/);
  expect(perturbation("GOGC=200", [])).toBe("candidate:GOGC=200");
});

test("what was ended from outside leaves no line", () => {
  expect(["interrupted", "it goes on"].every((unfinished) => isCutShort({ unfinished }))).toBe(
    true,
  );
  expect(isCutShort({ unfinished: "too few pairs" })).toBe(false);
  expect(isCutShort({})).toBe(false);
});

test("the digests of simulated and real comparisons are of files that are there", () => {
  expect(codeDigest("simulated")).toMatch(/^[0-9a-f]{16}$/);
  expect(codeDigest("real")).not.toBe(codeDigest("simulated"));
});
