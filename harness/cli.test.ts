import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { main } from "./cli.ts";

test("an interrupt while parts are obtained is said in a line, and nothing is judged", async () => {
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-cli-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  // A Go that never comes to an end, and says when it has begun.
  const begun = join(dir, "begun");
  await writeFile(join(dir, "go"), `#!/bin/sh\necho > ${begun}\nexec sleep 60\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `${dir}:${process.env.PATH}`);
  vi.stubEnv("FLUXPROOF_CACHE", join(dir, "cache"));
  onTestFinished(() => void vi.unstubAllEnvs());
  const said: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  onTestFinished(() => write.mockRestore());
  const ended = main(["node", "fluxproof", "provision", "flux@2.7"]);
  await vi.waitFor(() => access(begun), { timeout: 20_000 });
  process.emit("SIGINT", "SIGINT");
  expect(await ended).toBe(2);
  expect(said.join("")).toContain("fluxproof: ended by SIGINT\n");
  expect(said.join("")).not.toMatch(/\n\s+at /);
});
