/** What one answer holds in memory until its client has taken it. */
export interface Unsent {
  holds(bytes: number): void;
  /** From now on it counts no more. */
  gone(): void;
}

/** All answers of the process together may hold so much before what makes long ones waits. */
const longBytesMax = 64 * 1024 * 1024;
/** The same for what makes short ones, so that they need not wait for the readers of long ones. */
const shortBytesMax = 96 * 1024 * 1024;
let unsentBytes = 0;
let awaited = Promise.withResolvers<void>();

/** Counts an answer as part of what clients have not taken yet, by all listeners of the process. */
export function countUnsent(): Unsent {
  let held = 0;
  let over = false;
  const change = (bytes: number) => {
    const was = unsentBytes;
    unsentBytes += bytes - held;
    held = bytes;
    const opens = (max: number) => was > max && unsentBytes <= max;
    if (!opens(longBytesMax) && !opens(shortBytesMax)) return;
    awaited.resolve();
    awaited = Promise.withResolvers<void>();
  };
  return {
    holds(bytes) {
      if (!over) change(bytes);
    },
    gone() {
      if (!over) change(0);
      over = true;
    },
  };
}

export function isFullOfUnsent(answers: "long" | "short" = "long"): boolean {
  return unsentBytes > (answers === "long" ? longBytesMax : shortBytesMax);
}

/** Whether a few hundred answers that begin at once, before the first is counted, might be too many. */
export function isHalfFullOfUnsent(): boolean {
  return unsentBytes > shortBytesMax / 2;
}

/** Resolves the next time that there is room for more of either. */
export function roomForUnsent(): Promise<void> {
  return awaited.promise;
}
