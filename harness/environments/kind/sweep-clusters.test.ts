import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ownMark } from "../process/owner-mark.ts";
import { sweepClusters } from "./sweep-clusters.ts";
import { fakePrograms } from "./testing/fake-programs.ts";

it("a sweep takes what dead harnesses left in this daemon, and nothing else", async () => {
  const programs = await fakePrograms();
  onTestFinished(() => programs[Symbol.asyncDispose]());
  const { cacheDir, kind } = programs;
  const dead = { ...ownMark(), startTime: 1 };
  const marks: Record<string, object> = {
    "fluxproof-deadown1": { owner: dead, daemon: "DAEMON /nowhere" },
    "fluxproof-living01": { owner: ownMark(), daemon: "DAEMON /nowhere" },
    "fluxproof-elsewhre": { owner: dead, daemon: "DAEMON /elsewhere" },
    "fluxproof-elsepids": {
      owner: { ...dead, pidNamespace: "pid:[1]" },
      daemon: "DAEMON /nowhere",
    },
    "fluxproof-unmarked": {},
    "someone-elses": { owner: dead, daemon: "DAEMON /nowhere" },
  };
  for (const [name, mark] of Object.entries(marks)) {
    await mkdir(join(cacheDir, "clusters", name), { recursive: true });
    await writeFile(join(cacheDir, "clusters", name, "owner.json"), JSON.stringify(mark));
  }
  const docker = await programs.docker();
  expect(await sweepClusters({ docker, kind, cacheDir })).toEqual(["fluxproof-deadown1"]);
  const deleted = (await programs.calls()).filter((call) => call.includes("delete"));
  expect(deleted).toHaveLength(1);
  expect(deleted[0]).toContain("--name fluxproof-deadown1 ");
  const left = Object.keys(marks).filter((name) => name !== "fluxproof-deadown1");
  expect((await readdir(join(cacheDir, "clusters"))).sort()).toEqual(left.sort());
});
