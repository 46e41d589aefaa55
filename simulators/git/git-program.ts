import { execFile, spawn } from "node:child_process";
import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { HarnessError, UsageError } from "../../harness/core/failure.ts";

/** The git of this machine, shut off from the user's configuration. */
export interface GitProgram {
  version: string;
  /** Absolute path of the CGI program that comes with git. */
  httpBackend: string;
  /** The whole environment of every git process. */
  env: Record<string, string>;
}

/**
 * Set for every git process instead of in each repository. Requests for any object and partial clones
 * are allowed, as GitHub does; nothing runs in the background; nothing waits for the disk.
 */
const settings = {
  "safe.directory": "*",
  "uploadpack.allowAnySHA1InWant": "true",
  "uploadpack.allowFilter": "true",
  "http.receivepack": "true",
  "gc.auto": "0",
  "maintenance.auto": "false",
  "receive.autogc": "false",
  "core.fsync": "none",
  "pack.threads": "1",
};

/** @throws UsageError when git, or its http-backend, is not installed. */
export async function findGit(path = process.env.PATH ?? ""): Promise<GitProgram> {
  const env = { ...cleanEnvironment(), PATH: path };
  let version: string;
  let folder: string;
  try {
    const run = promisify(execFile);
    version = (await run("git", ["version"], { env })).stdout.replace(/^git version /, "").trim();
    folder = (await run("git", ["--exec-path"], { env })).stdout.trim();
  } catch (error) {
    const because = error instanceof Error ? error.message.trim() : String(error);
    throw new UsageError(`git cannot be run (${because}); install git and put it on PATH`);
  }
  const httpBackend = join(folder, "git-http-backend");
  try {
    await access(httpBackend);
  } catch {
    throw new UsageError(
      `git ${version} has no http-backend at ${httpBackend}; install the package of your system that holds it`,
    );
  }
  return { version, httpBackend, env };
}

function cleanEnvironment(): Record<string, string> {
  const env: Record<string, string> = {
    LC_ALL: "C",
    HOME: "/nonexistent",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_COUNT: String(Object.keys(settings).length),
  };
  for (const [index, [key, value]] of Object.entries(settings).entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}

/**
 * Runs git to its end and gives what it wrote.
 * @param onOutput told of everything written so far, as it comes.
 * @throws HarnessError with git's own words when it fails.
 */
export async function runGit(options: {
  git: GitProgram;
  folder: string;
  args: string[];
  input?: Readable;
  signal?: AbortSignal;
  onOutput?: (output: string) => void;
}): Promise<string> {
  const { git, folder, args, input, signal, onOutput } = options;
  const child = spawn("git", args, { cwd: folder, env: git.env, ...(signal ? { signal } : {}) });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    onOutput?.(output);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-2000);
  });
  const exited = new Promise<number | string | null>((resolve, reject) => {
    child.on("error", reject).on("close", (code, signalName) => resolve(code ?? signalName));
  });
  // A git that fails closes its input early; its exit says why.
  const fed = input ? pipeline(input, child.stdin).catch(() => {}) : child.stdin.end();
  const [code] = await Promise.all([exited, fed]);
  if (code === 0) return output;
  throw new HarnessError(
    `git ${args[0]} in ${folder} ended with ${code}, expected 0; it said: ${errors.trim() || "nothing"}`,
  );
}
