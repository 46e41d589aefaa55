import { type FileHandle, open } from "node:fs/promises";

/** Reads a file that another process appends to, a whole line at a time. */
export interface Tail extends AsyncDisposable {
  /** The lines that were completed since the last call; none while the file doesn't exist. */
  read(): Promise<string[]>;
}

const chunkBytes = 256 * 1024;
const newline = 0x0a;

/** @param fromByte where to begin, which must be the start of a line */
export function tailLines(path: string, fromByte = 0): Tail {
  let file: FileHandle | undefined;
  let position = fromByte;
  // Kept as bytes: a chunk may end inside a character as well as inside a line.
  let rest: Buffer = Buffer.alloc(0);
  const readOn = async () => {
    file ??= await openIfThere(path);
    if (!file) return [];
    const lines: string[] = [];
    for (;;) {
      const { bytesRead, buffer } = await file.read(
        Buffer.alloc(chunkBytes),
        0,
        chunkBytes,
        position,
      );
      if (bytesRead === 0) return lines;
      position += bytesRead;
      const text = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      const end = text.lastIndexOf(newline);
      rest = text.subarray(end + 1);
      if (end >= 0) lines.push(...text.toString("utf8", 0, end).split("\n"));
    }
  };
  let reading: Promise<unknown> = Promise.resolve();
  return {
    read() {
      // One call at a time: two at once would give the same lines twice.
      const next = reading.then(readOn);
      reading = next.catch(() => undefined);
      return next;
    },
    async [Symbol.asyncDispose]() {
      await reading;
      await file?.close();
    },
  };
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
