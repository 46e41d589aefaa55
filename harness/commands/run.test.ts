import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { UsageError } from "../core/failure.ts";
import { type RunRequest, runCommand } from "./run.ts";

// What these tests are about comes before anything is obtained.
const provisionAll = vi.hoisted(() => vi.fn());
vi.mock("./provision.ts", () => ({ provisionAll, provisionOnly: provisionAll }));

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-test-"));
  provisionAll.mockReset().mockRejectedValue(new Error("got as far as provisioning"));
});
afterEach(() => rm(dir, { recursive: true }));

const run = (change: Partial<RunRequest>) =>
  runCommand({
    names: ["sources/force-push"],
    env: "local",
    subject: "flux@2.7",
    gitHost: "sim",
    out: join(dir, "runs"),
    format: "table",
    set: [],
    signal: new AbortController().signal,
    ...change,
  });

describe("runCommand", () => {
  it.each(["0", "7", "4294967295", undefined])("takes the seed %s", async (seed) => {
    await expect(run(seed === undefined ? {} : { seed })).rejects.toThrow("got as far as");
  });

  it("takes a folder that is empty", async () => {
    await mkdir(join(dir, "runs"));
    await expect(run({})).rejects.toThrow("got as far as");
  });

  it.each<[string, Partial<RunRequest>, RegExp]>([
    [
      "a seed in words",
      { seed: "seven" },
      /^--seed seven: expected a whole number from 0 to 4294967295$/,
    ],
    ["a seed below zero", { seed: "-1" }, /^--seed -1: /],
    ["a seed that isn't whole", { seed: "1.5" }, /^--seed 1\.5: /],
    ["a seed in another notation", { seed: "1e3" }, /^--seed 1e3: /],
    ["an empty seed", { seed: "" }, /^--seed : /],
    ["a seed too large", { seed: "4294967296" }, /^--seed 4294967296: /],
    ["an unknown environment", { env: "moon" }, /--env\) "moon": expected one of: local, .*sim\b/],
    ["an unknown Git host", { gitHost: "hub" }, /--git-host\) "hub": expected one of: /],
    ["an unknown scenario", { names: ["nope"] }, /^scenario "nope": /],
    ["a path that isn't there", { set: ["fleet.size=1"] }, /has no "size" there/],
    ["an unknown subject", { subject: "flux@0.1" }, /flux@0\.1/],
    [
      "the model anywhere but in sim",
      { subject: "reference" },
      /^environment \(--env\) of subject reference "local": expected one of: sim$/,
    ],
    ["many seeds of real controllers", { seeds: "10" }, /^--seeds 10: only the subject reference/],
    [
      "a number of seeds that is none",
      { subject: "reference", env: "sim", seeds: "many" },
      /^--seeds many: expected a whole number from 1 to 1000000$/,
    ],
    ["no seed at all", { subject: "reference", env: "sim", seeds: "0" }, /^--seeds 0: /],
  ])("refuses %s before anything is started", async (_, change, message) => {
    const refused = run(change);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(message);
    expect(provisionAll).not.toHaveBeenCalled();
    expect(await readdir(dir)).toEqual([]);
  });

  it("refuses a folder that holds something, and names it", async () => {
    await mkdir(join(dir, "runs"));
    await writeFile(join(dir, "runs", "old.txt"), "");
    await expect(run({})).rejects.toThrow(
      /^--out .*runs: expected a new or empty folder, it holds old\.txt$/,
    );
    expect(provisionAll).not.toHaveBeenCalled();
  });
});
