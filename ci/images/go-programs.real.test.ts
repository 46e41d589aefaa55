import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildGoProgram } from "./go-program.ts";
import { runProgram } from "./run-program.ts";

/** These compile with Go. */
describe.runIf(process.env.FLUXPROOF_REAL === "1")(
  "the programs in Go",
  { timeout: 240_000 },
  () => {
    test("pass their own tests", async () => {
      const cwd = join(import.meta.dirname, "runtime");
      expect(await runProgram({ program: "go", args: ["test", "."], cwd })).toMatch(/^ok/);
    });

    test("are built once, and the runtime becomes runc where it has nothing to change", async () => {
      const cacheDir = await mkdtemp(join(tmpdir(), "fluxproof-go-programs-"));
      try {
        const file = await buildGoProgram("runtime", cacheDir);
        expect(await buildGoProgram("runtime", cacheDir)).toBe(file);
        const said = await runProgram({ program: file, args: ["--version"] }).catch(String);
        expect(said).toMatch(/runc version|install the package runc/);
      } finally {
        await rm(cacheDir, { recursive: true });
      }
    });
  },
);
