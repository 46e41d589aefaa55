import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { chmod, copyFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Copies a program so that none of the copy's pages are in the page cache.
 *
 * Code pages are charged to whichever cgroup touched them first: a controller that runs from a file
 * others read before would look smaller than it is, and one that doesn't could thrash under its limit.
 */
export async function copyCold(from: string, to: string, signal: AbortSignal): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await chmod(to, 0o700);
  // Writes the pages out, then tells the kernel that none of them is needed; dirty ones would stay.
  await run(
    "dd",
    [`of=${to}`, "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none"],
    {
      signal,
    },
  );
}
