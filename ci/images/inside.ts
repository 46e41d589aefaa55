import { UsageError } from "../../harness/core/failure.ts";
import { findExecutable } from "../../harness/subjects/find-executable.ts";
import { runProgram } from "./run-program.ts";

/** Runs a program with a folder for its root; all that it starts or mounts ends with it. */
export async function runInside(root: string, command: string[]): Promise<void> {
  const inside = `mount -t proc proc "$0/proc" && exec chroot "$0" "$@"`;
  await runApart(["sh", "-c", inside, root, ...command]);
}

/** Runs a program whose mounts and processes are gone with it, even where it fails half way. */
export async function runApart([program = "", ...args]: string[]): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new UsageError("making an image takes root (mounts and device files): run this as root");
  }
  if (!(await findExecutable(program, process.env))) {
    throw new UsageError(`no program ${program} on the PATH: apt-get install ${program}`);
  }
  const flags = ["--pid", "--fork", "--kill-child", "--mount-proc"];
  await runProgram({ program: "unshare", args: [...flags, program, ...args] });
}
