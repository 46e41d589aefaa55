import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { machineGrantsSysResource } from "../../../harness/commands/machine-capabilities.ts";
import { HarnessError, UsageError } from "../../../harness/core/failure.ts";
import { findExecutable } from "../../../harness/subjects/find-executable.ts";
import { wallClock } from "../../../simulators/support/clock.ts";
import { buildGoProgram } from "../go-program.ts";
import { runProgram } from "../run-program.ts";
import { type DaemonFiles, daemonFiles, daemonFlags } from "./daemon-files.ts";

export interface DaemonRequest {
  /** Folder that holds all the daemon keeps. */
  state: string;
  socket: string;
  cacheDir: string;
}

const clock = wallClock();
const answerMsMax = 60_000;
const endMsMax = 30_000;
const containerdMsMax = 5_000;

/** The version of the Docker that answers, undefined where none does. */
export async function askDocker(socket?: string): Promise<string | undefined> {
  const host = socket ? ["--host", `unix://${socket}`] : [];
  const args = [...host, "version", "--format", "{{.Server.Version}}"];
  return await runProgram({ program: "docker", args }).then(
    (text) => text.trim(),
    (error) => {
      if (error instanceof UsageError) throw error;
      return undefined;
    },
  );
}

/** Starts a Docker daemon that outlives this process, and waits until it answers. */
export async function startDaemon({ state, socket, cacheDir }: DaemonRequest): Promise<void> {
  if (!(await findExecutable("dockerd", process.env))) {
    throw new UsageError("no program dockerd on the PATH: apt-get install docker.io");
  }
  if (process.getuid?.() !== 0) {
    throw new UsageError("dockerd must be started as root: run this as root, or with sudo");
  }
  const files = daemonFiles(state);
  await mkdir(state, { recursive: true });
  await takeOver(files, socket);
  const limited = !(await machineGrantsSysResource());
  const runtime = limited ? { runtime: await buildGoProgram("runtime", cacheDir) } : {};
  const log = await open(files.log, "w");
  try {
    const daemon = spawn("dockerd", daemonFlags({ files, socket, ...runtime }), {
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    daemon.unref();
    await untilAnswering(socket, files, () => daemon.exitCode ?? daemon.signalCode);
  } finally {
    await log.close();
  }
}

/** dockerd heeds files that name processes even where those are long gone. */
async function takeOver(files: DaemonFiles, socket: string): Promise<void> {
  const pid = await daemonPid(files);
  if (pid) {
    throw new UsageError(
      `dockerd (process ${pid}) runs already and does not answer at ${socket}: see ${files.log}, ` +
        `or end it with "kill ${pid}"`,
    );
  }
  // The containerd of a daemon that was killed is about to end too.
  const endMs = clock.nowMs() + containerdMsMax;
  while ((await containerdPid(files)) && clock.nowMs() < endMs) await clock.sleep(50);
  if (!(await containerdPid(files))) await rm(files.containerdPid, { force: true });
  await rm(files.pid, { force: true });
}

async function untilAnswering(
  socket: string,
  files: DaemonFiles,
  outcome: () => number | string | null,
): Promise<void> {
  const endMs = clock.nowMs() + answerMsMax;
  while (!(await askDocker(socket))) {
    if (outcome() === null && clock.nowMs() < endMs) {
      await clock.sleep(200);
      continue;
    }
    const how =
      outcome() === null ? `did not answer within ${answerMsMax} ms` : `ended with ${outcome()}`;
    const words = (await readFile(files.log, "utf8")).trim().split("\n").slice(-5).join("\n  ");
    throw new HarnessError(`dockerd ${how}; all it said is in ${files.log}, at last:\n  ${words}`);
  }
}

/**
 * Removes every container of the daemon that was started with this state, and ends it.
 * Resolves to what was done.
 */
export async function stopDaemon(request: DaemonRequest): Promise<"stopped" | "none"> {
  const { state, socket } = request;
  const files = daemonFiles(state);
  if (!existsSync(files.pid)) return "none";
  if (!(await daemonPid(files))) {
    // It was killed, and its containers go on without it: only a daemon that knows them can end them.
    await startDaemon(request);
  }
  const docker = (args: string[]) =>
    runProgram({ program: "docker", args: ["--host", `unix://${socket}`, ...args] });
  const ids = (await docker(["ps", "--all", "--quiet"])).split("\n").filter(Boolean);
  if (ids.length > 0) await docker(["rm", "--force", "--volumes", ...ids]);
  await end(files);
  await killStragglers(files);
  await unmountBelow(state);
  return "stopped";
}

async function end(files: DaemonFiles): Promise<void> {
  const pid = await daemonPid(files);
  if (!pid) return;
  process.kill(pid, "SIGTERM");
  const endMs = clock.nowMs() + endMsMax;
  while (await daemonPid(files)) {
    if (clock.nowMs() > endMs) {
      throw new HarnessError(
        `dockerd (process ${pid}) did not end within ${endMsMax} ms of SIGTERM; see ${files.log}`,
      );
    }
    await clock.sleep(100);
  }
}

/**
 * A daemon that is killed while it starts a container forgets that: the container's shim, and the `runc init` that
 * it holds, go on without anybody who knows them.
 */
async function killStragglers({ exec }: DaemonFiles): Promise<void> {
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (!command.includes("containerd-shim") || !command.includes(`${exec}/`)) continue;
    for (const each of [...(await childrenOf(pid)), pid]) {
      try {
        process.kill(Number(each), "SIGKILL");
      } catch {
        // It ended by itself in this moment.
      }
    }
  }
}

async function childrenOf(pid: string): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.split(" ").filter(Boolean);
}

/** A daemon that was killed leaves mounts of its own; the deepest goes first. */
async function unmountBelow(state: string): Promise<void> {
  const mounts = (await readFile("/proc/self/mounts", "utf8")).split("\n");
  const points = mounts.map((line) => line.split(" ")[1] ?? "");
  for (const point of points.filter((path) => path.startsWith(`${state}/`)).reverse()) {
    await runProgram({ program: "umount", args: ["--lazy", point] });
  }
}

const daemonPid = (files: DaemonFiles) => processOf(files.pid, `--pidfile=${files.pid}`);
const containerdPid = (files: DaemonFiles) => processOf(files.containerdPid, files.exec);

/** The process that a file names, if that has these words in its command: it may be another one by now. */
async function processOf(file: string, words: string): Promise<number | undefined> {
  const pid = Number(await readFile(file, "utf8").catch(() => ""));
  if (!pid) return undefined;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return command.includes(words) ? pid : undefined;
}
