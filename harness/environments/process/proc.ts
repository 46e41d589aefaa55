import { readFileSync, readlinkSync } from "node:fs";

/** Resident memory of a process in bytes, as `/proc/PID/status` gives it. */
export interface ResidentMemory {
  /** VmRSS */
  rss: number;
  /** VmHWM: the highest VmRSS of this life of the process. */
  rssPeak: number;
}

/** What `/proc/PID/stat` says. */
export interface ProcessStat {
  /** Clock ticks since boot; with the pid it names a process for good. */
  startTime: number;
  /** User and system time of the process and the children it waited for. */
  cpuSeconds: number;
}

/** Linux reports times to programs in hundredths of a second on every architecture Node runs on. */
const ticksPerSecond = 100;

/** Null once the process is gone. */
export function readResidentMemory(pid: number): ResidentMemory | null {
  const text = readOrNull(`/proc/${pid}/status`);
  return text === null ? null : parseStatus(text);
}

/** Null once the process is gone. */
export function readStat(pid: number): ProcessStat | null {
  const text = readOrNull(`/proc/${pid}/stat`);
  return text === null ? null : parseStat(text);
}

/** Null for a zombie, which has no memory any more. */
export function parseStatus(text: string): ResidentMemory | null {
  const rss = kibibytes(text, "VmRSS");
  const rssPeak = kibibytes(text, "VmHWM");
  return rss === null || rssPeak === null ? null : { rss, rssPeak };
}

export function parseStat(text: string): ProcessStat | null {
  // The command's name stands in parentheses and may hold spaces and parentheses itself.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [userTime, systemTime, childUserTime, childSystemTime] = fields.slice(11, 15).map(Number);
  const startTime = Number(fields[19]);
  const ticks =
    (userTime ?? Number.NaN) +
    (systemTime ?? Number.NaN) +
    (childUserTime ?? Number.NaN) +
    (childSystemTime ?? Number.NaN);
  if (Number.isNaN(ticks) || Number.isNaN(startTime)) return null;
  return { startTime, cpuSeconds: ticks / ticksPerSecond };
}

/** Changes with every boot of the machine. */
export function readBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

/** Names the pid namespace this process is in: pids mean nothing outside of theirs. */
export function readPidNamespace(): string {
  return readlinkSync("/proc/self/ns/pid");
}

function kibibytes(status: string, field: string): number | null {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status);
  return match ? Number(match[1]) * 1024 : null;
}

/** Read synchronously: these files come from memory, and a promise would cost more than the read. */
function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
