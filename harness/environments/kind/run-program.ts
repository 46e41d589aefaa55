import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program to run; nothing reaches its standard input. */
export interface ProgramRequest {
  /** Absolute path. */
  program: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Kills it and what it started; the run then rejects with the reason. */
  signal?: AbortSignal;
  /** Told every line of its error output as it comes. */
  onLine?(line: string): void;
}

export interface ProgramResult {
  /** Null when a signal ended it. */
  code: number | null;
  stdout: string;
  /** The end of its error output. */
  stderr: string;
}

/** A program that runs until it is disposed or ends by itself. */
export interface RunningProgram extends AsyncDisposable {
  /** Of its standard output. */
  lines: AsyncIterable<string>;
  /** Resolves when it has ended, however that came about. */
  ended: Promise<Omit<ProgramResult, "stdout">>;
}

const lastLinesMax = 40;

/**
 * docker and kind start programs of their own. So each runs in a process group beside a watcher that
 * kills the whole group once the harness is gone, which it sees by the end of its input.
 */
const watched = `
exec 3<&0
(cat <&3 >/dev/null; kill -KILL 0) >/dev/null 2>&1 &
exec 3<&-
exec "$@" </dev/null
`;

/** Resolves when the program has ended by itself, whatever it ended with. */
export async function runProgram(request: ProgramRequest): Promise<ProgramResult> {
  request.signal?.throwIfAborted();
  const child = spawnWatched(request);
  const kill = () => killGroup(child);
  request.signal?.addEventListener("abort", kill);
  const stdout: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  try {
    const ended = await keepErrorOutput(child, request.onLine);
    request.signal?.throwIfAborted();
    return { ...ended, stdout: Buffer.concat(stdout).toString("utf8") };
  } finally {
    request.signal?.removeEventListener("abort", kill);
    child.stdin.destroy();
  }
}

/** Starts a program whose output is read as it comes. */
export function followProgram(request: Omit<ProgramRequest, "signal">): RunningProgram {
  const child = spawnWatched(request);
  return running(child, request.onLine, () => killGroup(child));
}

/**
 * The same for a program that ends when its input does, and needs no watcher: `docker exec --interactive`
 * hands that end on to the command in the container, which a kill of the client would leave running.
 */
export function followUntilInputEnds(request: Omit<ProgramRequest, "signal">): RunningProgram {
  const child = spawn(request.program, request.args, {
    env: request.env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A program that went away by itself takes no more input.
  child.stdin.on("error", () => undefined);
  return running(child, request.onLine, () => child.stdin.end());
}

type PipedChild = ReturnType<typeof spawnWatched>;

function spawnWatched({ program, args, env }: ProgramRequest) {
  return spawn("sh", ["-c", watched, "sh", program, ...args], {
    env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
}

function running(
  child: PipedChild,
  onLine: ProgramRequest["onLine"],
  stop: () => void,
): RunningProgram {
  const ended = keepErrorOutput(child, onLine);
  ended.catch(() => undefined);
  return {
    lines: createInterface({ input: child.stdout }),
    ended,
    async [Symbol.asyncDispose]() {
      stop();
      // Nobody may be reading it, and only what was read to its end is closed.
      child.stdout.resume();
      await ended.catch(() => undefined);
      child.stdin.destroy();
    },
  };
}

async function keepErrorOutput(
  child: PipedChild,
  onLine: ProgramRequest["onLine"],
): Promise<Omit<ProgramResult, "stdout">> {
  const last: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    onLine?.(line);
    last.push(line);
    last.splice(0, last.length - lastLinesMax);
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stderr: last.join("\n") };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended by itself in this moment.
  }
}
