import { runProgram } from "./run-program.ts";

/** Runs a program with a folder for its root; all that it starts or mounts ends with it. */
export async function runInside(root: string, command: string[]): Promise<void> {
  const inside = `mount -t proc proc "$0/proc" && exec chroot "$0" "$@"`;
  await runProgram({
    program: "unshare",
    args: ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", inside, root, ...command],
  });
}
