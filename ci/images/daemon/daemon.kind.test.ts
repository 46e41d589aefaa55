import { spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { buildGoProgram } from "../go-program.ts";
import { layOutImage } from "../image-archive.ts";
import { runProgram } from "../run-program.ts";

const able = process.env.FLUXPROOF_KIND === "1";
const script = join(import.meta.dirname, "../start-docker.ts");

/** In a network of its own, so that it meets no other Docker of this machine. */
describe.runIf(able)("a Docker daemon started without systemd", { timeout: 240_000 }, () => {
  test("runs privileged containers, and is ended with them even where it was killed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fluxproof-daemon-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const network = await makeNetwork();
    const state = join(folder, "state");
    const socket = join(folder, "docker.sock");
    const inside = (program: string, ...args: string[]) =>
      runProgram({
        program: "nsenter",
        args: [`--net=/proc/${network}/ns/net`, program, ...args],
        env: { ...process.env, DOCKER_HOST: `unix://${socket}` },
      });
    const daemon = (...args: string[]) =>
      inside(process.execPath, script, "--state", state, "--socket", socket, ...args);

    expect(await daemon()).toContain(`npm run docker-down -- --state ${state} --socket ${socket}`);
    onTestFinished(async () => void (await daemon("--stop")));
    expect(await daemon()).toMatch(/^Docker \S+ answers already/);

    await inside("docker", "load", "--input", await makeImage(folder));
    const run = ["run", "--detach", "--privileged", "--publish", "80", "fluxproof.local/pause:1"];
    const id = (await inside("docker", ...run)).trim();
    expect(await inside("docker", "port", id)).toMatch(/^80\/tcp -> 127\.0\.0\.1:\d+\n$/);
    const pid = (await inside("docker", "inspect", "--format", "{{.State.Pid}}", id)).trim();

    process.kill(Number(await readFile(join(state, "dockerd.pid"), "utf8")), "SIGKILL");
    await vi.waitFor(() => expect(inside("docker", "version")).rejects.toThrow(), 10_000);
    expect(await isRunning(pid)).toBe(true);

    expect(await daemon("--stop")).toBe("Docker stopped, its containers are gone\n");
    expect(await isRunning(pid)).toBe(false);
    expect(await readFile("/proc/self/mounts", "utf8")).not.toContain(folder);
    expect(await processesOf(state)).toEqual([]);
    expect(await daemon("--stop")).toContain("nothing to stop");
  });
});

/** A process that does nothing but hold a network, ended with the test. */
async function makeNetwork(): Promise<number | undefined> {
  const command = "ip link set lo up && echo up && exec sleep infinity";
  const holder = spawn("unshare", ["--net", "sh", "-c", command]);
  onTestFinished(() => void holder.kill());
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  return holder.pid;
}

async function makeImage(folder: string): Promise<string> {
  const root = join(folder, "root");
  await mkdir(root);
  await copyFile(await buildGoProgram("pause", join(folder, "cache")), join(root, "pause"));
  const into = join(folder, "image");
  const config = { Entrypoint: ["/pause"] };
  await layOutImage({ root, tags: ["fluxproof.local/pause:1"], config, into });
  const file = join(folder, "image.tar");
  await runProgram({ program: "tar", args: ["-cf", file, "-C", into, "."] });
  return file;
}

async function isRunning(pid: string): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).startsWith("/pause");
}

async function processesOf(state: string): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const commands = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""));
  return (await Promise.all(commands)).filter((command) => command.includes(`${state}/`));
}
