import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuiltImage } from "../../ci/images/built-image.ts";
import { feedArchive } from "../../ci/images/cached-archive.ts";
import { daemonFiles } from "../../ci/images/daemon/daemon-files.ts";
import { giteaImageRecipe } from "../../ci/images/gitea/gitea-image.ts";
import { nodeImageRecipe } from "../../ci/images/node/node-image.ts";
import { runProgram } from "../../ci/images/run-program.ts";
import { defaultCacheDir } from "../../harness/subjects/cache-dir.ts";
import { noProgress } from "../../harness/subjects/testing/no-progress.ts";
import { endsByItself, type Victim } from "./killers.ts";
import { processesOf } from "./leftovers.ts";
import { type Surroundings, surroundings } from "./surroundings.ts";

const script = fileURLToPath(new URL("../../ci/images/start-docker.ts", import.meta.url));

/**
 * A Docker daemon of our own, with both images in it, in a network of its own: its rules would get into those of
 * another daemon. Needs root.
 */
export async function ownDocker(root: string): Promise<Surroundings> {
  await using stack = new AsyncDisposableStack();
  const state = join(root, "docker");
  const socket = join(root, "docker.sock");
  const network = await makeNetwork(stack);
  const prefix = ["nsenter", `--net=/proc/${network}/ns/net`];
  const place = await surroundings({
    root,
    prefix,
    // The interfaces that programs see below /sys are those of the other network.
    env: { DOCKER_HOST: `unix://${socket}`, TESTCONTAINERS_HOST_OVERRIDE: "127.0.0.1" },
  });
  const [program = "", ...rest] = prefix;
  const start = async (...options: string[]) => {
    const args = [...rest, process.execPath, script, "--state", state, "--socket", socket];
    await runProgram({ program, args: [...args, ...options] });
  };
  await start();
  stack.defer(async () => {
    await start("--stop");
    // What it forgot when it was killed has gone with it, too.
    const left = processesOf([`${state}/`]);
    if (left.length > 0) throw new Error(`${left.length} processes of ${state} were not ended`);
  });
  for (const recipe of [await nodeImageRecipe(), await giteaImageRecipe()]) {
    await load(recipe, socket);
  }
  const whole = stack.move();
  return {
    ...place,
    async killDocker() {
      process.kill(Number(await readFile(daemonFiles(state).pid, "utf8")), "SIGKILL");
    },
    restartDocker: () => start(),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

export const killDaemon: Victim = async (run, place) => {
  await place.killDocker?.();
  const problems = await endsByItself(run, place);
  await place.restartDocker?.();
  return problems;
};

/** A process that does nothing but hold a network. */
async function makeNetwork(stack: AsyncDisposableStack): Promise<number> {
  const command = "ip link set lo up && echo up && exec sleep infinity";
  const holder = spawn("unshare", ["--net", "sh", "-c", command]);
  stack.defer(() => void holder.kill());
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  return holder.pid ?? 0;
}

async function load(recipe: BuiltImage, socket: string): Promise<void> {
  const { signal } = new AbortController();
  const { file } = await recipe.build({
    cacheDir: defaultCacheDir(),
    progress: noProgress,
    signal,
  });
  await feedArchive(file, "docker", ["--host", `unix://${socket}`, "load", "--quiet"]);
}
