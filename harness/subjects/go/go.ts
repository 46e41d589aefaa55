import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { UsageError } from "../../core/failure.ts";
import { findExecutable } from "../find-executable.ts";
import { type PartRecipe, platform } from "../recipe.ts";

/** How a run of `go` ended. */
export interface GoResult {
  code: number | null;
  stdout: string;
  /** The last lines it wrote to its error output, download notices left out. */
  lastLines: string[];
}

export interface GoCommand {
  go: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Told every line of the error output as it comes. */
  onLine: (line: string) => void;
}

/** @param purpose what Go is needed for, to be named in the error. */
export async function findGo(env: NodeJS.ProcessEnv, purpose: string): Promise<string> {
  const go = await findExecutable("go", env);
  if (!go) {
    throw new UsageError(
      `no program "go" on the PATH, and it is needed to make ${purpose}: install Go 1.26 or newer, ` +
        "or give ready binaries: controllers by --subject dir:PATH, " +
        "etcd and Kubernetes by the variable KUBEBUILDER_ASSETS",
    );
  }
  return go;
}

/** Static binaries that do not depend on this machine's settings, for this machine. */
export function goEnvironment(
  env: NodeJS.ProcessEnv,
  { cgo = false }: Pick<PartRecipe, "cgo"> = {},
): NodeJS.ProcessEnv {
  const { os, arch } = platform();
  return {
    ...env,
    CGO_ENABLED: cgo ? "1" : "0",
    GOWORK: "off",
    GOFLAGS: "-buildvcs=false",
    GOOS: os,
    GOARCH: arch,
  };
}

/**
 * Go starts compilers that outlive it when it is killed. So it runs in a process group of its own
 * beside a watcher that kills the whole group once the harness is gone, however that came about.
 */
const watched = `
exec 3<&0
(cat <&3 >/dev/null; kill -KILL 0) >/dev/null 2>&1 &
exec 3<&-
exec "$@" </dev/null
`;

/** Resolves when `go` has ended by itself; on abort kills it with its children and rejects. */
export async function runGo(command: GoCommand): Promise<GoResult> {
  const { go, args, cwd, env, signal, onLine } = command;
  signal.throwIfAborted();
  const child = spawn("sh", ["-c", watched, "sh", go, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  const killGroup = () => child.pid !== undefined && killQuietly(-child.pid);
  signal.addEventListener("abort", killGroup);
  const stdout: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  const lastLines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    onLine(line);
    if (!line.startsWith("go: downloading ")) {
      lastLines.push(line);
      lastLines.splice(0, lastLines.length - 20);
    }
  });
  try {
    const code = await closed;
    signal.throwIfAborted();
    return { code, stdout: Buffer.concat(stdout).toString("utf8"), lastLines };
  } finally {
    signal.removeEventListener("abort", killGroup);
    child.stdin.destroy();
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in this moment.
  }
}
