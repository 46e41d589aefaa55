import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
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

/** For want of a usable `flock` (util-linux's) nothing is locked. */
const noLock: AsyncDisposable = { [Symbol.asyncDispose]: async () => {} };

/**
 * Takes the kernel's lock on a file and holds it until disposed. A child that waits for the end of
 * its standard input does the holding, so a harness that is killed lets go of it too. The lock only
 * saves work done twice: without one, what is done twice still ends well.
 */
export async function holdLock(request: LockRequest): Promise<AsyncDisposable> {
  request.signal.throwIfAborted();
  const flock = await findExecutable("flock", request.env);
  if (!flock) {
    return noLock;
  }
  const flags = ["--nonblock", "--conflict-exit-code", String(heldByAnother)];
  const atOnce = await tryLock(flock, flags, request);
  if (atOnce !== "held by another") {
    return atOnce;
  }
  request.onWait();
  const later = await tryLock(flock, [], request);
  return later === "held by another" ? noLock : later;
}

async function tryLock(
  flock: string,
  flags: string[],
  { file, env, signal }: LockRequest,
): Promise<AsyncDisposable | "held by another"> {
  // A group of its own: Ctrl-C must not end it before what it protects is tidied up.
  const holder = spawn(flock, [...flags, "--no-fork", file, "sh", "-c", "echo held; exec cat"], {
    env,
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const gone = new Promise<void>((resolve, reject) => {
    holder.once("close", () => resolve()).once("error", reject);
  });
  const stop = () => holder.kill("SIGKILL");
  signal.addEventListener("abort", stop);
  try {
    const held = await Promise.race([saysHeld(holder.stdout), gone.then(() => false)]);
    signal.throwIfAborted();
    if (held) {
      return { [Symbol.asyncDispose]: () => letGo(holder, gone) };
    }
    return holder.exitCode === heldByAnother ? "held by another" : noLock;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function saysHeld(stdout: NodeJS.ReadableStream): Promise<boolean> {
  await once(stdout, "data");
  return true;
}

async function letGo(holder: ChildProcess, gone: Promise<void>): Promise<void> {
  holder.stdin?.end();
  await gone;
}
