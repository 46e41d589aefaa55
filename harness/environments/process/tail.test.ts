import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tailLines } from "./tail.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tail-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("keeps half a line until the rest is there", async () => {
  const path = join(folder, "half");
  await writeFile(path, "one\ntw");
  await using tail = tailLines(path);
  expect(await tail.read()).toEqual(["one"]);
  await appendFile(path, "o\n");
  expect(await tail.read()).toEqual(["two"]);
  expect(await tail.read()).toEqual([]);
});

test("waits for a file that isn't there yet", async () => {
  const path = join(folder, "late");
  await using tail = tailLines(path);
  expect(await tail.read()).toEqual([]);
  await writeFile(path, "now\n");
  expect(await tail.read()).toEqual(["now"]);
});

test("begins where it is told", async () => {
  const path = join(folder, "later");
  await writeFile(path, "before\nafter\n");
  await using tail = tailLines(path, "before\n".length);
  expect(await tail.read()).toEqual(["after"]);
});

test("two reads at once share the lines between them", async () => {
  const path = join(folder, "twice");
  await writeFile(path, "a\nb\n");
  await using tail = tailLines(path);
  const both = await Promise.all([tail.read(), tail.read()]);
  expect(both.flat()).toEqual(["a", "b"]);
});

test("gives every line once, however the bytes arrive", async () => {
  const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", " "));
  const cuts = fc.array(fc.integer({ min: 1, max: 7 }));
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), cuts, async (lines, sizes) => {
      count += 1;
      const path = join(folder, `property-${count}`);
      const bytes = Buffer.from(lines.map((each) => `${each}\n`).join(""));
      await writeFile(path, "");
      await using tail = tailLines(path);
      const seen: string[] = [];
      let at = 0;
      for (const size of [...sizes, bytes.length]) {
        await appendFile(path, bytes.subarray(at, at + size));
        at += size;
        seen.push(...(await tail.read()));
      }
      expect(seen).toEqual(lines.map((each) => Buffer.from(each).toString()));
    }),
    { numRuns: 50 },
  );
});
