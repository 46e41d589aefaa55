import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { changesArrive } from "../checkers/changes-arrive.ts";
import { controllersStayUp } from "../checkers/controllers-stay-up.ts";
import type { Scenario } from "../core/scenario.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { hostInfo } from "../runner/host-info.ts";
import { scenario } from "../scenario/scenario.ts";
import { commit } from "../steps/commit.ts";
import { killController } from "../steps/controllers.ts";
import { converge } from "../steps/converge.ts";
import { findSmallestLimit, type LimitSearch } from "./find-smallest-limit.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-limits-test-"));
});
afterEach(() => rm(dir, { recursive: true }));

const mebibyte = 2 ** 20;
const host = await hostInfo();

const load: Scenario = scenario({
  name: "test/load",
  guarantee: "Any.",
  fleet: { repositories: 1, kustomizations: 1, sourceInterval: "5s" },
  drive: [
    converge({ within: "1m" }),
    commit({ blobBytes: 4 * mebibyte }),
    converge({ within: "1m" }),
  ],
  check: [changesArrive(), controllersStayUp()],
});

function find(more: Partial<LimitSearch> = {}) {
  return findSmallestLimit({
    ...{ dir, scenario: load, load: "load", controller: "source-controller", set: [], seed: 1 },
    ...{ fromBytes: 16 * mebibyte, toBytes: 128 * mebibyte, deadlineMs: Infinity },
    ...{ subject: referenceSubject, environment: referenceEnvironment(), gitHost: "sim" },
    ...{ host, clock: wallClock(), signal: new AbortController().signal },
    ...more,
  });
}

test("finds the interval between what is killed and what survives twice", async () => {
  const { failsAtBytes, survivesAtBytes, probes, unfinished } = await find();
  expect(unfinished).toBeUndefined();
  const [fails, survives] = [failsAtBytes ?? 0, survivesAtBytes ?? 0];
  expect(fails).toBeGreaterThan(20 * mebibyte);
  expect(survives / fails).toBeGreaterThan(1);
  expect(survives - fails <= mebibyte || survives / fails <= 1.05).toBe(true);
  const at = (bytes: number) => probes.filter(({ limitBytes }) => limitBytes === bytes);
  expect(at(survives).map(({ survived }) => survived)).toEqual([true, true]);
  expect(at(survives).map(({ seed }) => seed)).toEqual([1, 2]);
  expect(at(fails)).toMatchObject([{ survived: false, isCertain: true }]);
  expect(at(fails)[0]?.because).toMatch(/killed by the kernel for its memory/);
  const info = JSON.parse(await readFile(join(dir, at(fails)[0]?.dir ?? "", "run.json"), "utf8"));
  expect(info.set).toEqual([`controllers.source-controller.memoryLimit=${fails / mebibyte}Mi`]);
});

test("goes on from what is there, without a run twice", async () => {
  const first = await find();
  const files = first.probes.map((probe) => join(dir, probe.dir, "history.ndjson"));
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
  await rm(join(dir, first.probes.at(-1)?.dir ?? expect.fail()), { recursive: true });
  const second = await find();
  const without = ({ tookMs: _tookMs, ...probe }: (typeof first.probes)[number]) => probe;
  expect(second.probes.map(without)).toEqual(first.probes.map(without));
  const after = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
  expect(after.slice(0, -1)).toEqual(times.slice(0, -1));
});

test("what its controllers take without any object is another search", async () => {
  const { failsAtBytes, survivesAtBytes, scenario: name } = await find({ load: "idle" });
  expect(name).toBe("test/load-idle");
  // In the model source-controller holds 20 MB then.
  expect(failsAtBytes).toBe(19 * mebibyte);
  expect(survivesAtBytes).toBe(20 * mebibyte);
});

test("a scenario that fails with the largest limit, too, says nothing of limits", async () => {
  const late = { ...load, drive: [commit(), converge({ within: "1ms" })] };
  const { survivesAtBytes, failsAtBytes, unfinished } = await find({ scenario: late });
  expect([survivesAtBytes, failsAtBytes]).toEqual([null, null]);
  expect(unfinished).toMatch(/fails with 128 MiB as well, and without an exit/);
});

test("a load that even the largest limit can't hold is told as such", async () => {
  const { survivesAtBytes, failsAtBytes, unfinished } = await find({ toBytes: 20 * mebibyte });
  expect([failsAtBytes, survivesAtBytes, unfinished]).toEqual([20 * mebibyte, null, undefined]);
});

test("ends within its budget, with what is known by then", async () => {
  let nowMs = 0;
  const clock = {
    nowMs: () => (nowMs += 500),
    epochMs: () => 0,
    sleep: () => new Promise<void>(() => {}),
  };
  const cut = await find({ clock, deadlineMs: 6_000 });
  expect(cut.unfinished).toMatch(/of the budget are left/);
  expect(cut.survivesAtBytes).not.toBeNull();
  const whole = await find();
  expect(whole.unfinished).toBeUndefined();
  expect(whole.probes.length).toBeGreaterThan(cut.probes.length);
});

test("a search that can't be is refused", async () => {
  await expect(find({ controller: "sorcerer" })).rejects.toThrow(
    /expected one of: source-controller/,
  );
  await expect(find({ toBytes: 16 * mebibyte })).rejects.toThrow(/less than the end/);
  const killing = { ...load, drive: [killController({ controller: "source-controller" })] };
  await expect(find({ scenario: killing })).rejects.toThrow(/ends controllers itself/);
  const limited = { ...load, controllers: { "source-controller": { cpuLimit: "1" } } };
  await expect(find({ scenario: limited })).rejects.toThrow(/CPU limit .* is unsupported/);
});
