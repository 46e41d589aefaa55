import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { logFile } from "./log-file.ts";

test("holds every line as soon as it was written, also after its end", async () => {
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-log-"));
  try {
    const file = join(dir, "a.log");
    const log = logFile(file);
    expect(existsSync(file)).toBe(false);
    log.write("ä\n");
    expect(readFileSync(file, "utf8")).toBe("ä\n");
    log[Symbol.dispose]();
    log.write("late\n");
    log[Symbol.dispose]();
    expect(readFileSync(file, "utf8")).toBe("ä\nlate\n");
  } finally {
    await rm(dir, { recursive: true });
  }
});
