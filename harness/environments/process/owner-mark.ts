import { readBootId, readPidNamespace, readStat } from "./proc.ts";

/** Says which process owns a temporary folder; a pid alone would be taken by another before long. */
export interface OwnerMark {
  pid: number;
  /** Clock ticks since boot at which that process started. */
  startTime: number;
  bootId: string;
  pidNamespace: string;
}

/** The mark of this process. */
export function ownMark(): OwnerMark {
  const stat = readStat(process.pid);
  if (stat === null) throw new Error("/proc/self/stat cannot be read: is /proc mounted?");
  return {
    pid: process.pid,
    startTime: stat.startTime,
    bootId: readBootId(),
    pidNamespace: readPidNamespace(),
  };
}

/** Whether the owner is dead for certain; one in another pid namespace can't be judged from here. */
export function ownerIsDead(owner: OwnerMark, observer: OwnerMark = ownMark()): boolean {
  if (owner.bootId !== observer.bootId) return true;
  if (owner.pidNamespace !== observer.pidNamespace) return false;
  return readStat(owner.pid)?.startTime !== owner.startTime;
}

export function isOwnerMark(value: unknown): value is OwnerMark {
  if (typeof value !== "object" || value === null) return false;
  const mark = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(mark.pid) &&
    Number.isSafeInteger(mark.startTime) &&
    typeof mark.bootId === "string" &&
    typeof mark.pidNamespace === "string"
  );
}
