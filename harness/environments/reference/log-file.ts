import { appendFileSync, closeSync, openSync, writeSync } from "node:fs";

/** A file that lines are added to. */
export interface LogFile extends Disposable {
  /** Written when it returns: nothing waits in virtual time, not for a disk either. */
  write(text: string): void;
}

/** The file is there from its first line on, and open until it is disposed of. */
export function logFile(file: string): LogFile {
  let open: number | undefined;
  let isOver = false;
  return {
    write(text) {
      if (isOver) return appendFileSync(file, text);
      open ??= openSync(file, "a");
      // A full disk may take a part without an error.
      const length = Buffer.byteLength(text);
      if (writeSync(open, text) < length) throw new Error(`${file}: only a part was written`);
    },
    [Symbol.dispose]() {
      isOver = true;
      if (open !== undefined) closeSync(open);
      open = undefined;
    },
  };
}
