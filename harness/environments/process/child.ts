import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import type { Clock } from "../../core/clock.ts";
import { UsageError } from "../../core/failure.ts";

export interface ChildRequest {
  name: string;
  command: string;
  args: string[];
  /** The whole environment: nothing of the harness's own reaches a child unless named here. */
  env: Record<string, string>;
  cwd: string;
  /** Standard output and error are appended to it. */
  logFile: string;
  /** cgroup files the process writes its pid to before it becomes the command. */
  joins?: string[];
  /** Its whole standard input; empty unless given. */
  input?: string;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process that was started; it is killed by the kernel when the harness dies, however that happens. */
export interface Child {
  name: string;
  pid: number;
  logFile: string;
  /** Size of the log before this process wrote to it. */
  logStart: number;
  /** Set once it ended. */
  ended: Exit | null;
  exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * The first check closes a gap: a harness that died before `setpriv` took effect would go unnoticed.
 * Joining before exec charges everything the command touches to its own cgroup.
 */
const launcher = [
  '[ "$PPID" = "$1" ] || { echo "fluxproof: the harness is gone" >&2; exit 97; }',
  "shift",
  'while [ "$1" != -- ]; do echo $$ > "$1" || exit 98; shift; done',
  "shift",
  'exec "$@"',
].join("\n");

/** Resolves once the process exists. A missing program shows as exit 126 or 127, as the shell has it. */
export async function startChild(request: ChildRequest): Promise<Child> {
  const log = await open(request.logFile, "a", 0o600);
  try {
    const { size } = await log.stat();
    const spawned = spawn("setpriv", launchArguments(request), {
      cwd: request.cwd,
      env: request.env,
      // Its own session: Ctrl-C in a terminal is for the harness, which ends its children in order.
      detached: true,
      stdio: [request.input === undefined ? "ignore" : "pipe", log.fd, log.fd],
    });
    await awaitSpawn(spawned);
    // A program that ends without having read it all says so by its exit.
    spawned.stdin?.on("error", () => {}).end(request.input);
    return toChild(spawned, request, size);
  } finally {
    await log.close();
  }
}

/** SIGTERM, then SIGKILL once `graceMs` have passed; resolves when the process is gone. */
export async function stopChild(child: Child, graceMs: number, clock: Clock): Promise<Exit> {
  if (child.ended) return child.ended;
  child.kill("SIGTERM");
  // One that was frozen heeds it only once it goes on.
  child.kill("SIGCONT");
  const waited = new AbortController();
  await Promise.race([child.exited, clock.sleep(graceMs, waited.signal).catch(() => undefined)]);
  waited.abort();
  if (!child.ended) child.kill("SIGKILL");
  return await child.exited;
}

function launchArguments(request: ChildRequest): string[] {
  const shell = ["sh", "-c", launcher, "sh", String(process.pid), ...(request.joins ?? []), "--"];
  return ["--pdeathsig", "KILL", ...shell, request.command, ...request.args];
}

async function awaitSpawn(spawned: ChildProcess): Promise<void> {
  try {
    await once(spawned, "spawn");
  } catch (error) {
    throw new UsageError(
      `setpriv cannot be run (${(error as Error).message}): install util-linux and sh, and see that PATH names them.`,
    );
  }
}

function toChild(spawned: ChildProcess, request: ChildRequest, logStart: number): Child {
  const child: Child = {
    name: request.name,
    pid: spawned.pid ?? -1,
    logFile: request.logFile,
    logStart,
    ended: null,
    exited: once(spawned, "exit").then(([code, signal]) => {
      child.ended = { code, signal };
      return child.ended;
    }),
    // The pid is still ours until the exit was seen: Node waits for its children.
    kill: (signal) => void spawned.kill(signal),
  };
  return child;
}
