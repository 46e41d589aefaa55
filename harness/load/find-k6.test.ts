import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { UsageError } from "../core/failure.ts";
import { findK6 } from "./find-k6.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-test-"));
});
afterEach(() => rm(dir, { recursive: true }));

async function program(name: string): Promise<string> {
  const file = join(dir, name);
  await writeFile(file, "#!/bin/sh\n");
  await chmod(file, 0o700);
  return file;
}

it("takes the one that is named before the one on the PATH", async () => {
  const named = await program("mine");
  const onPath = await program("k6");
  const env = { PATH: dir };
  expect(await findK6({ cacheDir: dir, env: { ...env, FLUXPROOF_K6: named } })).toBe(named);
  expect(await findK6({ cacheDir: dir, env })).toBe(onPath);
});

it("finds none where there is none", async () => {
  expect(await findK6({ cacheDir: dir, env: { PATH: dir } })).toBeUndefined();
});

it("refuses a name of nothing that runs", async () => {
  const env = { FLUXPROOF_K6: join(dir, "gone") };
  await expect(findK6({ cacheDir: dir, env })).rejects.toThrow(UsageError);
  await expect(findK6({ cacheDir: dir, env })).rejects.toThrow(/FLUXPROOF_K6 is ".*gone"/);
});
