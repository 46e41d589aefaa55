import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { catalogue } from "../../../scenarios/index.ts";
import { hostInfo } from "../../runner/host-info.ts";
import { fileNames } from "../../runner/run-directory.ts";
import { runOne } from "../../runner/run-one.ts";
import { referenceSubject } from "./model-catalogue.ts";
import { referenceEnvironment } from "./reference-environment.ts";

vi.setConfig({ testTimeout: 60_000 });

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
