/** How a process ended. */
export interface Exit {
  /** Null where a signal ended it; code and signal both null where its end was seen but not how it came. */
  code: number | null;
  signal: string | null;
  /** The kernel killed it for its memory limit; absent for what has no limit of its own. */
  oomKilled?: boolean;
}

/** For a message, behind the process's name: `exited (code 1)`. */
export function describeExit({ code, signal, oomKilled }: Exit): string {
  if (oomKilled) return "was killed by the kernel for its memory limit";
  if (signal !== null) return `exited (${signal})`;
  return code === null ? "ended, how was not seen" : `exited (code ${code})`;
}
