import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { catalogue } from "../../../scenarios/index.ts";
import { hostInfo } from "../../runner/host-info.ts";
import { fileNames } from "../../runner/run-directory.ts";
import { runOne } from "../../runner/run-one.ts";
import { referenceSubject } from "./model-catalogue.ts";
import { referenceEnvironment } from "./reference-environment.ts";

vi.setConfig({ testTimeout: 120_000 });

async function history(name: string, seed: number): Promise<string> {
  const scenario = catalogue.find((each) => each.name === name);
  if (!scenario) throw new Error(`no scenario ${name}`);
  const dir = await mkdtemp(join(tmpdir(), "determinism-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const run = join(dir, "run");
  const { failure } = await runOne({
    ...{ scenario, seed, dir: run, host: await hostInfo() },
    ...{ environment: referenceEnvironment(), subject: referenceSubject },
  });
  if (failure) throw failure;
  return readFile(join(run, fileNames.history), "utf8");
}

test.each([
  "sources/rate-limited-host",
  "operate/api-server-throttles",
  "restarts/kustomize-controller-mid-apply",
])("%s: the same seed gives the same history, another seed another", async (name) => {
  const [first, again, other] = [
    await history(name, 7),
    await history(name, 7),
    await history(name, 8),
  ];
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

const program = fileURLToPath(new URL("../../../bin/fluxproof.js", import.meta.url));

async function historyOfOwnProcess(name: string, seed: number): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "determinism-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await promisify(execFile)(process.execPath, [
    ...[program, "run", name, "--seed", String(seed), "--out", dir],
  ]);
  return readFile(join(dir, name, fileNames.history), "utf8");
}

test("a run after others has the history of one in a process of its own", async () => {
  // Other controllers and an API server with faults leave what later runs go on from as it was.
  for (const before of ["shards/two-shards", "operate/api-server-throttles"]) {
    await history(before, 3);
  }
  const name = "sources/force-push";
  expect(await history(name, 7)).toBe(await historyOfOwnProcess(name, 7));
});
