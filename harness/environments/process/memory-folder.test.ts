import { readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createMemoryFolder, isInMemory, memoryRoot } from "./memory-folder.ts";

describe.skipIf(!(await isInMemory(memoryRoot)))("a folder in memory", () => {
  it("lies on no disk, and is gone when it is disposed of", async () => {
    let path: string;
    {
      await using folder = await createMemoryFolder("a test's files");
      path = folder.path;
      expect(dirname(path)).toBe(memoryRoot);
      expect(await isInMemory(path)).toBe(true);
      await writeFile(join(path, "file"), "text");
      expect(await readFile(join(path, "file"), "utf8")).toBe("text");
    }
    await expect(stat(path)).rejects.toThrow(/ENOENT/);
  });

  it("is refused where there is too little room, with the cure", async () => {
    await expect(createMemoryFolder("files of X", { bytesLeast: 2 ** 60 })).rejects.toThrow(
      /^files of X is unsupported, because \/dev\/shm has .* left and .* needed; .*--shm-size$/,
    );
  });
});

it("a folder on a disk is none in memory", async () => {
  await expect(createMemoryFolder("files of X", { root: "/proc" })).rejects.toThrow("no tmpfs");
});

it("what is not there is not in memory", async () => {
  expect(await isInMemory("/no/such/folder")).toBe(false);
});
