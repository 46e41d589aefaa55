import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ownerMark, sweepTemporaryFolders } from "./owner.ts";

test("sweeps what a process left that no longer runs, and nothing else", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fluxproof-sweep-"));
  try {
    const mark = ownerMark();
    expect(mark).toMatch(new RegExp(`^${process.pid}-[1-9]\\d*$`));
    const kept = [`tool-1.2.3.${mark}.abcDEF`, "unmarked", `tool.${process.pid}.abcDEF`];
    const swept = [
      // The pid was given to this process later.
      `tool-1.2.3.${process.pid}-1.abcDEF`,
      // Past the largest pid Linux gives.
      "tool-1.2.3.4194305-77.abcDEF",
    ];
    for (const name of [...kept, ...swept]) {
      await mkdir(join(folder, name, "part"), { recursive: true });
    }
    await sweepTemporaryFolders(folder);
    expect((await readdir(folder)).sort()).toEqual(kept.sort());
  } finally {
    await rm(folder, { recursive: true });
  }
});
