import { describe, expect, it, onTestFinished } from "vitest";
import { openDocker } from "./docker.ts";
import { fakePrograms } from "./testing/fake-programs.ts";

async function fake() {
  const programs = await fakePrograms();
  onTestFinished(() => programs[Symbol.asyncDispose]());
  return programs;
}

describe("Docker", () => {
  it("is asked for its daemon", async () => {
    const { docker } = await fake();
    expect((await docker()).daemon).toMatchObject({ ID: "DAEMON", CgroupVersion: "2" });
  });

  it("is missed where no PATH leads to it", async () => {
    await expect(openDocker({ env: { PATH: "/nowhere" } })).rejects.toThrow(/no program "docker"/);
  });

  it("is told from a daemon that does not answer, however the program tells it", async () => {
    const programs = await fake();
    await programs.answer(
      "docker info --format",
      '{"ServerErrors": ["Cannot connect to the Docker daemon at x"]}',
    );
    await expect(programs.docker()).rejects.toThrow(/no Docker daemon answers at unix:/);
    await programs.fail(
      "docker info",
      "permission denied while trying to connect to the Docker daemon socket",
    );
    await expect(programs.docker()).rejects.toThrow(/member of the group docker/);
  });

  it("is given up when the run is", async () => {
    const programs = await fake();
    const docker = await programs.docker();
    const ending = new AbortController();
    const waiting = docker.run(["events"], { signal: ending.signal });
    ending.abort(new Error("ended by SIGINT"));
    await expect(waiting).rejects.toThrow("ended by SIGINT");
  });
});
