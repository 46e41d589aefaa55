import { describe, expect, onTestFinished, test, vi } from "vitest";
import { followKernelKills } from "../in-cluster/kernel-kills.ts";
import { wallClock } from "../wall-clock.ts";
import { type Docker, openDocker } from "./docker.ts";
import { nodeAccess } from "./node-access.ts";

/** Needs Docker, and a node image here: that of FLUXPROOF_NODE_IMAGE. */
const image = process.env.FLUXPROOF_NODE_IMAGE;
const enabled = process.env.FLUXPROOF_KIND === "1" && image !== undefined;

describe.runIf(enabled)("the kernel's log on a node", { timeout: 60_000 }, () => {
  test("tells the container that broke its memory limit, and not one that was killed", async () => {
    const docker = await openDocker({});
    const node = await start(docker, ["--privileged"], ["sleep", "600"]);
    await using kills = followKernelKills({
      nodes: nodeAccess(docker, [node]),
      ...{ clock: wallClock(), signal: new AbortController().signal },
    });
    const other = await start(docker, ["--memory", "32m"], ["sleep", "600"]);
    await docker.run(["kill", "--signal", "KILL", other]);
    const hungry = await start(docker, ["--memory", "32m"], ["tail", "/dev/zero"]);
    await vi.waitFor(() => expect(kills.has(hungry)).toBe(true), { timeout: 20_000 });
    expect(kills.has(other)).toBe(false);
  });
});

/** Resolves to the container's id; it goes with the test. */
async function start(docker: Docker, options: string[], command: string[]): Promise<string> {
  const [program = "", ...args] = command;
  const id = await docker.run([
    ...["run", "--detach", ...options, "--entrypoint", program, image ?? ""],
    ...args,
  ]);
  onTestFinished(async () => {
    await docker.run(["rm", "--force", id.trim()]);
  });
  return id.trim();
}
