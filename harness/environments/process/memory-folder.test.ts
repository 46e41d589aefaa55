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
});

it("what is not there is not in memory", async () => {
  expect(await isInMemory("/no/such/folder")).toBe(false);
});
