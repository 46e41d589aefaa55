import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { HarnessError } from "../../core/failure.ts";
import { findExecutable } from "../find-executable.ts";

interface LockRequest {
  file: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Called once if another process holds the lock. */
  onWait: () => void;
}

/** Exit status by which flock says that another holds the lock. */
const heldByAnother = 75;

/**
 * Takes the kernel's lock on a file and holds it until disposed. A child that waits for the end of
 * its standard input does the holding, so a harness that is killed lets go of it too.
 * Without `flock` on the PATH nothing is locked.
 */
export async function holdLock(request: LockRequest): Promise<AsyncDisposable> {
  request.signal.throwIfAborted();
  const flock = await findExecutable("flock", request.env);
  if (!flock) {
    return { [Symbol.asyncDispose]: async () => {} };
  }
  const flags = ["--nonblock", "--conflict-exit-code", String(heldByAnother)];
  const atOnce = await tryLock(flock, flags, request);
  if (atOnce) {
    return atOnce;
  }
  request.onWait();
  const later = await tryLock(flock, [], request);
  if (!later) {
    throw new HarnessError(`flock gave up on ${request.file}`);
  }
  return later;
}

async function tryLock(
  flock: string,
  flags: string[],
  { file, env, signal }: LockRequest,
): Promise<AsyncDisposable | undefined> {
  // A group of its own: Ctrl-C must not end it before what it protects is tidied up.
  const holder = spawn(flock, [...flags, "--no-fork", file, "sh", "-c", "echo held; exec cat"], {
    env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const gone = new Promise<void>((resolve, reject) => {
    holder.once("close", () => resolve()).once("error", reject);
  });
  const stop = () => holder.kill("SIGKILL");
  signal.addEventListener("abort", stop);
  const complaint: string[] = [];
  holder.stderr.setEncoding("utf8").on("data", (text: string) => complaint.push(text));
  try {
    const held = await Promise.race([saysHeld(holder), gone.then(() => false)]);
    signal.throwIfAborted();
    if (held) {
      return { [Symbol.asyncDispose]: () => letGo(holder, gone) };
    }
    if (holder.exitCode === heldByAnother) {
      return undefined;
    }
    throw new HarnessError(`cannot lock ${file}: ${complaint.join("").trim()}`);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function saysHeld(holder: ChildProcess): Promise<boolean> {
  if (!holder.stdout) {
    return false;
  }
  await once(holder.stdout, "data");
  return true;
}

async function letGo(holder: ChildProcess, gone: Promise<void>): Promise<void> {
  holder.stdin?.end();
  await gone;
}
