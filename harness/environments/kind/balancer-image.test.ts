import { expect, onTestFinished, test } from "vitest";
import { obtainBalancerImage } from "./balancer-image.ts";
import { fakePrograms } from "./testing/fake-programs.ts";

async function fake() {
  const programs = await fakePrograms();
  onTestFinished(() => programs[Symbol.asyncDispose]());
  return programs;
}

async function obtain(programs: Awaited<ReturnType<typeof fake>>, version = "0.33.0") {
  const { signal } = new AbortController();
  const docker = await programs.docker();
  const kind = { ...programs.kind, version };
  return await obtainBalancerImage({ docker, kind, controlPlanes: 3, signal });
}

test("one that is in Docker is not pulled", async () => {
  const programs = await fake();
  await programs.answer("docker image inspect", "\n");
  expect(await obtain(programs)).toBe("envoyproxy/envoy:v1.36.2");
  expect((await programs.calls()).join()).not.toContain("docker pull");
});

test("one that has another's name is told for what it is", async () => {
  const programs = await fake();
  await programs.answer("docker image inspect", "a stand-in\n");
  expect(await obtain(programs)).toBe("envoyproxy/envoy:v1.36.2: a stand-in");
});

test("one that isn't there is pulled, or its cure told", async () => {
  const programs = await fake();
  await programs.fail("docker image inspect", "Error: No such image: envoyproxy/envoy:v1.36.2");
  expect(await obtain(programs)).toBe("envoyproxy/envoy:v1.36.2");
  await programs.fail("docker pull", "Error response from daemon: manifest unknown");
  await expect(obtain(programs)).rejects.toThrow(
    /before 3 control planes, and its image envoyproxy\/envoy:v1.36.2 is not in Docker.*npm run images -- balancer/,
  );
});

test("of a version of kind that isn't known kind itself sees to it", async () => {
  const programs = await fake();
  expect(await obtain(programs, "0.99.0")).toBe("default of kind 0.99.0");
  expect((await programs.calls()).join()).not.toContain("image inspect");
});
