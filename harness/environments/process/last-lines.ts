import { open } from "node:fs/promises";

const tailBytes = 8 * 1024;

/** The end of a log for an error message: its last lines, each cut to a readable length. */
export async function lastLines(path: string, count = 8): Promise<string> {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    const start = Math.max(0, size - tailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(tailBytes), 0, tailBytes, start);
    const lines = buffer.toString("utf8", 0, bytesRead).trimEnd().split("\n").slice(-count);
    return lines.map((line) => `  ${line.slice(0, 400)}`).join("\n");
  } catch (error) {
    return `  (${(error as Error).message})`;
  }
}
