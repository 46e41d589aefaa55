import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ownMark } from "../process/owner-mark.ts";
import { wallClock } from "../wall-clock.ts";
import { sweepKind } from "./sweep-kind.ts";
import { fakePrograms } from "./testing/fake-programs.ts";

it("a sweep takes Gitea's containers and temporary folders of dead harnesses with their clusters", async () => {
  const programs = await fakePrograms();
  onTestFinished(() => programs[Symbol.asyncDispose]());
  const { cacheDir, kind, dir } = programs;
  const dead = { ...ownMark(), startTime: 1 };
  const temporaryRoot = join(dir, "tmp");
  for (const [folder, owner] of [
    ["fluxproof-dead", dead],
    ["fluxproof-living", ownMark()],
  ] as const) {
    await mkdir(join(temporaryRoot, folder), { recursive: true });
    const mark = JSON.stringify({ owner, cgroups: [] });
    await writeFile(join(temporaryRoot, folder, "owner.json"), mark);
  }
  const lines = [
    `0123456789ab ${JSON.stringify(dead)}`,
    `aaaaaaaaaaaa ${JSON.stringify(ownMark())}`,
    "bbbbbbbbbbbb no mark",
    "cccccccccccc ",
  ];
  await programs.answer("docker ps --all", `${lines.join("\n")}\n`);
  const docker = await programs.docker();
  const request = { docker, kind, cacheDir, temporaryRoot, clock: wallClock() };
  expect(await sweepKind(request)).toEqual(["container 0123456789ab", "fluxproof-dead"]);
  const removed = (await programs.calls()).filter((call) => call.startsWith("docker rm"));
  expect(removed).toEqual(["docker rm --force --volumes 0123456789ab"]);
  expect(await readdir(temporaryRoot)).toEqual(["fluxproof-living"]);
});

it("and goes on where another harness removes a container at the same time", async () => {
  const programs = await fakePrograms();
  onTestFinished(() => programs[Symbol.asyncDispose]());
  const { cacheDir, kind, dir } = programs;
  const dead = JSON.stringify({ ...ownMark(), startTime: 1 });
  await programs.answer("docker ps --all", `0123456789ab ${dead}\n`);
  await programs.fail("docker rm", "Error: No such container: 0123456789ab");
  const docker = await programs.docker();
  const request = { docker, kind, cacheDir, temporaryRoot: dir, clock: wallClock() };
  expect(await sweepKind(request)).toEqual(["container 0123456789ab"]);
  await programs.fail("docker rm", "Error response from daemon: device is busy");
  await expect(sweepKind(request)).rejects.toThrow("device is busy");
});
