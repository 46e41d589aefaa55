import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** `PID-START` of this process: names what it leaves behind when it is killed. */
export async function ownerMark(): Promise<string> {
  return `${process.pid}-${(await startTicks(process.pid)) ?? 0}`;
}

/** Removes temporary folders (`….PID-START.XXXXXX`) whose owner is no longer running. */
export async function sweepTemporaryFolders(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const mark = /\.(\d+)-(\d+)\.\w{6}$/.exec(name);
    if (mark && !(await isRunning(Number(mark[1]), Number(mark[2])))) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

/** Whether that very process runs still, and not a later one that was given its pid. */
async function isRunning(pid: number, start: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") {
      return false;
    }
  }
  return start === 0 || (await startTicks(pid)) === start;
}

/** Clock ticks from boot to the start of a process that has not ended: field 22 of `/proc/PID/stat`. */
async function startTicks(pid: number): Promise<number | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets and may hold spaces itself.
    const afterName = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return afterName[0] === "Z" ? undefined : Number(afterName[22 - 3]);
  } catch {
    return undefined;
  }
}
