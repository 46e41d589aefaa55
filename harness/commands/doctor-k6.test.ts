import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { examineK6 } from "./doctor-k6.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-test-"));
});
afterEach(() => rm(dir, { recursive: true }));

async function examined(programs: string[], env: Record<string, string> = {}) {
  for (const name of programs) {
    await writeFile(join(dir, name), "#!/bin/sh\n");
    await chmod(join(dir, name), 0o700);
  }
  return examineK6({ cacheDir: dir, env: { PATH: dir, ...env } });
}

it("names the k6 there is, or how one will come to be", async () => {
  expect(await examined(["go"])).toMatchObject({ ok: true, detail: expect.stringMatching(/Go/) });
  expect(await examined(["k6"])).toMatchObject({ ok: true, detail: join(dir, "k6") });
});

it("says what to do without", async () => {
  expect(await examined([])).toMatchObject({
    ok: false,
    mend: expect.stringMatching(/install k6/),
  });
  const wrong = await examined([], { FLUXPROOF_K6: join(dir, "gone") });
  expect(wrong).toMatchObject({ ok: false, detail: expect.stringMatching(/FLUXPROOF_K6 is/) });
});
