import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recipeKey } from "./recipe-key.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fluxproof-recipe-key-"));
  await mkdir(join(folder, "files/etc"), { recursive: true });
  await writeFile(join(folder, "files/etc/a"), "a");
  await writeFile(join(folder, "files/b"), "b");
});
afterEach(() => rm(folder, { recursive: true }));

const key = (name = "files", text = ["1.34.4", "systemd"]) =>
  recipeKey({ text, paths: [join(folder, name)] });

test("is the same for the same files in another place", async () => {
  const before = await key();
  expect(before).toMatch(/^[0-9a-f]{12}$/);
  await rename(join(folder, "files"), join(folder, "moved"));
  expect(await key("moved")).toBe(before);
});

test.each<[string, () => Promise<unknown>]>([
  ["another content", () => writeFile(join(folder, "files/b"), "c")],
  ["another name", () => rename(join(folder, "files/b"), join(folder, "files/c"))],
  ["another folder", () => rename(join(folder, "files/b"), join(folder, "files/etc/b"))],
  ["a file more", () => writeFile(join(folder, "files/c"), "")],
  ["a file less", () => rm(join(folder, "files/b"))],
])("changes with %s", async (_, change) => {
  const before = await key();
  await change();
  expect(await key()).not.toBe(before);
});

test("changes with the text, and with where one text ends", async () => {
  const keys = await Promise.all([
    key(),
    key("files", ["1.34.5", "systemd"]),
    key("files", ["1.34.4systemd"]),
    key("files", ["1.34.4", "systemd", ""]),
  ]);
  expect(new Set(keys).size).toBe(4);
});

test("does not change with tests and notes", async () => {
  const before = await key();
  for (const name of ["a.test.ts", "a_test.go", "README.md"]) {
    await writeFile(join(folder, "files", name), "");
  }
  expect(await key()).toBe(before);
});

test("changes with tests where they count", async () => {
  const paths = [join(folder, "files")];
  const before = await recipeKey({ paths, tests: true });
  await writeFile(join(folder, "files/README.md"), "");
  expect(await recipeKey({ paths, tests: true })).toBe(before);
  await writeFile(join(folder, "files/a.test.ts"), "");
  expect(await recipeKey({ paths, tests: true })).not.toBe(before);
});

test("takes a file for a path too, and refuses one that is missing", async () => {
  const before = await key("files/b");
  await writeFile(join(folder, "files/b"), "c");
  expect(await key("files/b")).not.toBe(before);
  await expect(key("nothing")).rejects.toThrow("ENOENT");
});
