import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { history, type Told } from "../../test/history.ts";
import { runInfo } from "../../test/run-info.ts";
import { controllersStayUp } from "../checkers/controllers-stay-up.ts";
import { HarnessError, UnsupportedError, UsageError } from "../core/failure.ts";
import { judgeRun } from "../runner/judge-run.ts";
import { readProbe } from "./read-probe.ts";

const process = "source-controller";
const info = runInfo([controllersStayUp()]);
const began: Told = { type: "process.start", process, pid: 1, restarts: 0 };
const worked: Told = { type: "process.workers", process, pid: 1 };
const done: Told = { type: "run.end", outcome: "done" };
const interrupted: Told = { type: "run.end", outcome: "interrupted", because: "too small" };
const usage: Told = {
  ...{ type: "process.usage", process, pid: 1, rss: 5, rssPeak: 7, workingSet: 6, cpuSeconds: 1 },
};
const killed: Told = {
  ...{ type: "process.exit", process, pid: 1, code: null, signal: "SIGKILL" },
  ...{ oomKilled: true, restartInMs: 0, tMs: 4200 },
};

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-probe-test-"));
});
afterEach(() => rm(dir, { recursive: true }));

async function read(told: Told[], asked: { seed?: number; processes?: string[] } = {}) {
  const place = join(dir, "run");
  await mkdir(place, { recursive: true });
  await writeFile(join(place, "run.json"), JSON.stringify(info));
  const lines = history(...told).map((entry) => `${JSON.stringify(entry)}\n`);
  await writeFile(join(place, "history.ndjson"), lines.join(""));
  await judgeRun(place);
  return readProbe(
    {
      dir,
      subject: { info: info.subject, binaries: {}, crdFiles: [] },
      environment: { name: "local", parts: {}, start: () => expect.fail() },
    },
    {
      point: { scenario: info.scenario, set: [], seed: asked.seed ?? info.seed, dir: "run" },
      processes: asked.processes ?? [process],
    },
  );
}

test("a run that passed, its workers at work, survived", async () => {
  expect(await read([began, worked, usage, done])).toMatchObject({
    ...{ survived: true, isCertain: false, residentPeakBytes: 7, workingSetPeakBytes: 6 },
  });
});

test("one that passed without workers did not: it only never came to do anything", async () => {
  expect(await read([began, usage, done])).toMatchObject({
    ...{ survived: false, isCertain: false },
    because: "the workers of source-controller never began",
  });
  const both = [process, "source-controller-shard1"];
  expect(await read([began, worked, done], { processes: both })).toMatchObject({ survived: false });
});

test("one whose workers began late did not, however long it went on", async () => {
  const lateBegan: Told[] = [{ ...began, tMs: 1000 }, { ...worked, tMs: 21_001 }, done];
  expect(await read(lateBegan)).toMatchObject({
    ...{ survived: false, isCertain: false },
    because: "the workers of source-controller began 20.0 s after its start, later than 20.0 s",
  });
  const anew: Told[] = [{ ...began, tMs: 0 }, { ...began, tMs: 30_000 }, worked, done];
  expect(await read(anew)).toMatchObject({ survived: true });
  const inTime: Told[] = [{ ...began, tMs: 1000 }, { ...worked, tMs: 21_000 }, done];
  expect(await read(inTime)).toMatchObject({ survived: true });
});

test("a kill decides, also in a run that was ended by it", async () => {
  expect(await read([began, worked, killed, interrupted])).toMatchObject({
    ...{ survived: false, isCertain: true },
    because:
      "source-controller was killed by the kernel for its memory limit 4.2 s after the run's begin",
  });
});

test("the exit of another controller fails the scenario, and shows nothing for certain", async () => {
  const other = { ...killed, process: "helm-controller" } as Told;
  const otherBegan = { ...began, process: "helm-controller" } as Told;
  expect(await read([began, otherBegan, worked, other, done])).toMatchObject({
    ...{ survived: false, isCertain: false },
  });
});

test("what was cut short is no probe yet", async () => {
  expect(await read([began, worked, interrupted])).toBeUndefined();
  expect(await read([began, worked])).toBeUndefined();
});

test("what can't be judged is neither", async () => {
  await expect(read([done])).rejects.toThrow(HarnessError);
  const because = "there are no cgroups";
  const lacking: Told[] = [
    { type: "unsupported", what: "a memory limit", because },
    {
      type: "run.end",
      outcome: "error",
      because: `a memory limit is unsupported, because ${because}`,
    },
  ];
  await expect(read(lacking)).rejects.toThrow(UnsupportedError);
});

test("a run of something else is not taken for it", async () => {
  await expect(read([began, worked, done], { seed: 8 })).rejects.toThrow(UsageError);
  await expect(read([began, killed, interrupted], { seed: 8 })).rejects.toThrow(/its seed/);
});
