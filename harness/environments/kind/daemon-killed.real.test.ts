import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDaemon, stopDaemon } from "../../../ci/images/daemon/daemon.ts";
import { daemonFiles } from "../../../ci/images/daemon/daemon-files.ts";
import { defaultCacheDir } from "../../subjects/cache-dir.ts";
import { fillIn } from "../../subjects/provision.ts";
import { noProgress } from "../../subjects/testing/no-progress.ts";
import { openDocker } from "./docker.ts";
import { findKind } from "./kind-program.ts";
import { sweepClusters } from "./sweep-clusters.ts";

/**
 * Kills Docker daemons, and so starts its own, whose rules of the network would get into those of another:
 *
 *     unshare --net --mount env FLUXPROOF_OWN_NETWORK=1 FLUXPROOF_KIND=1 FLUXPROOF_NODE_IMAGE=… \
 *       FLUXPROOF_NODE_ARCHIVE=FILE.tar.zst npx vitest run daemon-killed
 */
const archive = process.env.FLUXPROOF_NODE_ARCHIVE;
const apart = process.env.FLUXPROOF_OWN_NETWORK === "1";
const enabled = process.env.FLUXPROOF_KIND === "1" && Boolean(archive) && apart;
const times = Number(process.env.FLUXPROOF_KIND_TIMES ?? 1);
const run = promisify(execFile);
const moments = ["ready", "Starting control-plane", "Preparing nodes", "waiting"];

describe.skipIf(!enabled)("a daemon that is killed", { timeout: 600_000 }, () => {
  let cacheDir: string;
  let request: Parameters<typeof startDaemon>[0];
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), "kind-daemon-"));
    const socket = join(cacheDir, "docker.sock");
    request = { state: join(cacheDir, "docker"), socket, cacheDir: defaultCacheDir() };
    env = { ...process.env, DOCKER_HOST: `unix://${socket}` };
    await run("ip", ["link", "set", "lo", "up"]);
    await startDaemon(request);
    await run("sh", ["-c", `zstd -dcq "$1" | docker load --quiet`, "sh", archive ?? ""], { env });
  }, 600_000);
  afterAll(async () => {
    await stopDaemon(request);
    await rm(cacheDir, { recursive: true });
  }, 120_000);

  test("costs what ran in it, and the next run removes that", async () => {
    const signal = new AbortController().signal;
    const kind = await findKind(
      fillIn({ cacheDir: defaultCacheDir(), progress: noProgress, signal }),
    );
    for (let time = 0; time < times; time += 1) {
      await holdUntil(moments[time % moments.length] ?? "", { cacheDir, env }, async () => {
        process.kill(Number(await readFile(daemonFiles(request.state).pid, "utf8")), "SIGKILL");
      });
      const left = await readdir(join(cacheDir, "clusters"));
      expect(left).toHaveLength(1);
      await startDaemon(request);
      const docker = await openDocker({ env });
      expect(await sweepClusters({ docker, kind, cacheDir })).toEqual(left);
      expect(await docker.run(["ps", "--all", "--quiet"])).toBe("");
      expect(await readdir(join(cacheDir, "clusters"))).toEqual([]);
    }
  });
});

/** Has a harness make a cluster, does something when it says so, and kills it if it does not end then. */
async function holdUntil(
  text: string,
  { cacheDir, env }: { cacheDir: string; env: NodeJS.ProcessEnv },
  then: () => Promise<void>,
): Promise<void> {
  const file = join(import.meta.dirname, "testing", "hold-cluster.ts");
  const harness = spawn(process.execPath, [file, cacheDir], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(harness, "exit");
  let said = "";
  harness.stderr.on("data", (chunk) => {
    said += chunk;
  });
  for await (const line of createInterface({ input: harness.stdout })) {
    if (line.includes(text)) break;
  }
  await then();
  if (text === "ready") harness.kill("SIGKILL");
  await ended;
  // One that was at work says what became of it.
  if (text !== "ready") expect(said).toMatch(/no Docker daemon answers|went away|failed/);
}
