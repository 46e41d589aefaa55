import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { wallClock } from "../wall-clock.ts";
import { type OwnerMark, ownerIsDead, ownMark } from "./owner-mark.ts";
import { readStat } from "./proc.ts";
import { sweepLeftovers } from "./sweep.ts";
import { createTemporaryFolder } from "./temporary-folder.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "sweep-test-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

const sweep = () => sweepLeftovers({ parent, clock: wallClock() });

function leave(name: string, mark: unknown): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "owner.json"), JSON.stringify(mark));
  return folder;
}

/** The mark of a process that ran and is gone. */
async function deadOwner(): Promise<OwnerMark> {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const startTime = readStat(child.pid ?? 0)?.startTime ?? 0;
  child.kill("SIGKILL");
  await once(child, "exit");
  return { ...ownMark(), pid: child.pid ?? 0, startTime };
}

test("removes what a dead harness left, with its cgroups", async () => {
  const owner = await deadOwner();
  const cgroup = join(parent, "cg", "fluxproof-dead");
  mkdirSync(join(cgroup, "source-controller"), { recursive: true });
  const folder = leave("fluxproof-dead", { owner, cgroups: [cgroup] });
  expect(await sweep()).toEqual({ folders: [folder], cgroups: [cgroup] });
  expect(readdirSync(parent)).toEqual(["cg"]);
  expect(readdirSync(join(parent, "cg"))).toEqual([]);
});

test("leaves a living harness's folder, and what bears no mark of ours", async () => {
  await using own = await createTemporaryFolder(parent);
  const owner = await deadOwner();
  leave("other-dead", { owner, cgroups: [] });
  leave("fluxproof-odd", { pid: 1 });
  leave("fluxproof-elsewhere", {
    owner: { ...owner, pidNamespace: "pid:[1]" },
    cgroups: [],
  });
  mkdirSync(join(parent, "fluxproof-unmarked"));
  writeFileSync(join(parent, "fluxproof-file"), "");
  const before = readdirSync(parent);
  expect(await sweep()).toEqual({ folders: [], cgroups: [] });
  expect(readdirSync(parent)).toEqual(before);
  expect(before).toContain(own.name);
});

test("touches no directory that doesn't bear the folder's own name", async () => {
  const foreign = join(parent, "cg");
  mkdirSync(foreign);
  leave("fluxproof-dead", { owner: await deadOwner(), cgroups: [foreign, parent] });
  expect((await sweep()).cgroups).toEqual([]);
  expect(readdirSync(parent)).toEqual(["cg"]);
});

test("a pid taken by another process, or a boot gone by, means dead", () => {
  const own = ownMark();
  expect(ownerIsDead(own)).toBe(false);
  expect(ownerIsDead({ ...own, startTime: own.startTime + 1 })).toBe(true);
  expect(ownerIsDead({ ...own, bootId: "another" })).toBe(true);
});
