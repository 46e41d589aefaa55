import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { HarnessError } from "../../../core/failure.ts";
import type { GiteaProgram } from "../../../subjects/gitea.ts";
import { loopback } from "../../harness-address.ts";
import { type Child, startChild, stopChild } from "../../process/child.ts";
import { lastLines } from "../../process/last-lines.ts";
import { findFreePorts } from "../../process/ports.ts";
import { awaitGitea } from "./await-gitea.ts";
import { type GiteaStart, makeAdmin, type RunningGitea } from "./running-gitea.ts";
import { type GiteaSettings, iniText, sshSettings, withSettings } from "./settings.ts";

/** So long it has to end its requests, and git's processes with them. */
const graceMs = 5_000;
const commandLimitMs = 60_000;

export interface GiteaProcessRequest extends GiteaStart {
  program: GiteaProgram;
  /** Folder of its own, made if missing and left in place. */
  dir: string;
}

/**
 * Starts Gitea as a process on the loopback address; the kernel ends it with the harness.
 * @throws HarnessError with the end of its log when it doesn't answer in time.
 */
export async function startGiteaProcess(request: GiteaProcessRequest): Promise<RunningGitea> {
  const { program, dir, logFile, clock, signal } = request;
  await mkdir(dir, { recursive: true });
  const [port = 0, sshPort = 0] = await findFreePorts(2);
  const origin = `http://127.0.0.1:${port}`;
  const iniFile = join(dir, "app.ini");
  const hostKeyFile = join(dir, "ssh-host-key");
  const { sshHostKey } = request;
  if (sshHostKey) await writeFile(hostKeyFile, sshHostKey.privateKey, { mode: 0o600 });
  const ssh = { listen: "127.0.0.1", port: sshPort, hostKeyFile };
  const more = sshHostKey ? sshSettings(ssh) : {};
  const settings = withSettings(placed(request, { port, origin }), more);
  await writeFile(iniFile, iniText(settings), { mode: 0o600 });
  const env = { PATH: process.env.PATH ?? "", HOME: dir, TMPDIR: dir, USER: "fluxproof" };
  const run = async (args: readonly string[]) => {
    const options = { env, cwd: dir, signal, timeout: commandLimitMs };
    try {
      const command = promisify(execFile);
      return (await command(program.binary, ["--config", iniFile, ...args], options)).stdout;
    } catch (error) {
      signal.throwIfAborted();
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      const said = `${stdout}${stderr}`.trim().split("\n").slice(-5).join("\n");
      throw new HarnessError(`gitea ${args.slice(0, 3).join(" ")} failed; it said:\n${said}`);
    }
  };
  await run(["migrate"]);
  const adminToken = await makeAdmin(run);
  const child = await startChild({
    ...{ name: "gitea", command: program.binary, args: ["--config", iniFile, "web"] },
    ...{ env, cwd: dir, logFile },
  });
  let ending = false;
  try {
    const version = await awaitGitea({
      ...{ origin, clock, signal, log: logFile },
      ended: () => (child.ended ? exitText(child) : undefined),
      logEnd: () => lastLines(logFile),
    });
    void child.exited.then(async () => {
      if (ending) return;
      const end = await lastLines(logFile);
      request.fail(
        new HarnessError(
          `gitea exited (${exitText(child)}) while it was needed. The end of ${logFile}:\n${end}`,
        ),
      );
    });
    return {
      ...{ origin, adminToken, version, run, harness: loopback },
      ...(sshHostKey ? { ssh: { host: ssh.listen, port: sshPort } } : {}),
      async [Symbol.asyncDispose]() {
        ending = true;
        await stopChild(child, graceMs, clock);
      },
    };
  } catch (error) {
    await stopChild(child, graceMs, clock);
    throw error;
  }
}

function placed(
  { program, settings, dir }: GiteaProcessRequest,
  { port, origin }: { port: number; origin: string },
): GiteaSettings {
  return withSettings(settings, {
    "": {
      WORK_PATH: dir,
      // It refuses to run as root, for what a server open to others could be made to do; this one is not.
      ...(process.getuid?.() === 0 ? { I_AM_BEING_UNSAFE_RUNNING_AS_ROOT: "true" } : {}),
    },
    server: {
      ...{ HTTP_ADDR: "127.0.0.1", HTTP_PORT: String(port), ROOT_URL: `${origin}/` },
      STATIC_ROOT_PATH: program.staticRoot,
    },
  });
}

function exitText({ ended }: Child): string {
  return ended?.signal ?? `code ${ended?.code}`;
}
