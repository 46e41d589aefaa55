import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readStat } from "../../environments/process/proc.ts";

/** `PID-START` of this process: names what it leaves behind when it is killed. */
export function ownerMark(): string {
  return `${process.pid}-${readStat(process.pid)?.startTime ?? 0}`;
}

/** Removes temporary folders (`….PID-START.XXXXXX`) whose owner is no longer running. */
export async function sweepTemporaryFolders(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const mark = /\.(\d+)-(\d+)\.\w{6}$/.exec(name);
    if (mark && readStat(Number(mark[1]))?.startTime !== Number(mark[2])) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}
