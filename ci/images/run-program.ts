import { spawn } from "node:child_process";
import { HarnessError, UsageError } from "../../harness/core/failure.ts";

export interface ProgramRun {
  program: string;
  args: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Written to its standard input, which is empty otherwise. */
  input?: string;
}

/**
 * Runs a program to its end; resolves to its standard output.
 * @throws UsageError where it isn't installed, HarnessError with its last words where it fails.
 */
export async function runProgram({ program, args, input, ...rest }: ProgramRun): Promise<string> {
  const child = spawn(program, args, { ...rest, stdio: "pipe" });
  let said = "";
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  // One that ends early is told of by its exit status.
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
  const code = await ended(child, program);
  if (code === 0) return out;
  const words = (said.trim() || out.trim()).split("\n").slice(-10).join("\n  ");
  throw new HarnessError(`${[program, ...args].join(" ")} ended with ${code}:\n  ${words}`);
}

/** The exit code, or the signal that ended it. */
export function ended(
  child: ReturnType<typeof spawn>,
  program: string,
): Promise<number | NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "ENOENT"
          ? new UsageError(`no program ${JSON.stringify(program)} on the PATH: install it`)
          : new HarnessError(`${program} did not start: ${error.message}`),
      ),
    );
    child.once("close", (code, signal) => resolve(signal ?? code));
  });
}
