import { readFileSync } from "node:fs";

/**
 * How long the main thread of a process and this thread have stood in line for a processor so far, in
 * milliseconds, by the kernel's own count; 0 where it keeps none.
 */
export function lineMsOf(pid: number): number {
  return [`/proc/${pid}/schedstat`, "/proc/thread-self/schedstat"]
    .map(readLineMs)
    .reduce((sum, each) => sum + each, 0);
}

function readLineMs(file: string): number {
  try {
    const [, nanoseconds = "0"] = readFileSync(file, "utf8").split(" ");
    return Number(nanoseconds) / 1e6;
  } catch {
    return 0;
  }
}
