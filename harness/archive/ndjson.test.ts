import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UsageError } from "../core/failure.ts";
import { readSummaries, summariesToNdjson } from "./ndjson.ts";
import { summary } from "./testing/summary.ts";

const all = [summary("one"), summary("two", { outcome: "fail", because: ["drove: late"] })];
const text = summariesToNdjson(all);

let file: string;
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), "fluxproof-ndjson-")), "exported.ndjson");
});
afterEach(() => rm(join(file, ".."), { recursive: true }));

/** What is read of the text; undefined where it is refused, file and line named. */
async function readText(changed: string) {
  await writeFile(file, changed);
  try {
    return await readSummaries(file);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(`${file}:`);
    expect((error as Error).message).toMatch(/:\d+: expected /);
    return undefined;
  }
}

test("cut anywhere, it is refused, or what is read are whole runs as they were", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: text.length }), async (length) => {
      const read = await readText(text.slice(0, length));
      if (read) expect(all.slice(0, read.length)).toEqual(read);
    }),
  );
});

test("a field that is something else is refused, or of its own kind", async () => {
  const [first] = all;
  const field = fc.constantFrom(...Object.keys(first ?? {}), "more");
  await fc.assert(
    fc.asyncProperty(field, fc.jsonValue(), async (name, value) => {
      const read = await readText(`${JSON.stringify({ ...first, [name]: value })}\n`);
      const [found] = read ?? [];
      if (found) expect(["pass", "fail", "unknown"]).toContain(found.outcome);
      if (found && name === "outcome") expect(found.outcome).toBe(value);
      if (name === "more") expect(read).toBeUndefined();
    }),
  );
});
