import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { UsageError } from "../core/failure.ts";
import { openArchive } from "./archive.ts";
import { readSummaries, summariesToNdjson } from "./ndjson.ts";
import { summary } from "./testing/summary.ts";

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-archive-"));
  file = join(dir, "runs.sqlite");
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
});

test("runs are kept once, whoever adds them how often, and found oldest first", () => {
  const late = summary("late", { startedAt: "2026-11-26T00:00:00.000Z" });
  const early = summary("early", { environment: "sim" });
  {
    using archive = openArchive(file);
    expect(archive.add([late, early, late])).toBe(2);
    expect(archive.add([early])).toBe(0);
  }
  using archive = openArchive(file);
  expect(archive.find()).toEqual([early, late]);
  expect(archive.find({ environment: "local" })).toEqual([late]);
  expect(archive.find({ scenario: "sources/force-push", subject: "flux@2.9" })).toEqual([]);
});

test("two archives exported and imported into a third are all of both", async () => {
  const shared = summary("shared");
  using one = openArchive(file);
  using other = openArchive(join(dir, "other.sqlite"));
  using merged = openArchive(join(dir, "merged.sqlite"));
  one.add([shared, summary("one")]);
  other.add([shared, summary("other")]);
  for (const archive of [one, other, one]) {
    const exported = join(dir, "exported.ndjson");
    await writeFile(exported, summariesToNdjson(archive.find()));
    merged.add(await readSummaries(exported));
  }
  expect(
    merged
      .find()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(["shared", "one", "other"].map((name) => summary(name).id).sort());
});

test("processes that write at the same time lose nothing", async () => {
  const program = join(dir, "writer.mjs");
  const modules = import.meta.dirname;
  await writeFile(
    program,
    `import { openArchive } from ${JSON.stringify(join(modules, "archive.ts"))};
import { summary } from ${JSON.stringify(join(modules, "testing", "summary.ts"))};
const [file, name] = process.argv.slice(2);
for (let at = 0; at < 25; at += 1) {
  using archive = openArchive(file);
  archive.add([summary(name + at), summary("shared" + at)]);
}
`,
  );
  const writers = ["a", "b", "c"].map((name) => fork(program, [file, name]));
  const codes = await Promise.all(writers.map(async (writer) => (await once(writer, "exit"))[0]));
  expect(codes).toEqual([0, 0, 0]);
  using archive = openArchive(file);
  expect(archive.find()).toHaveLength(4 * 25);
}, 60_000);

test("a file that is something else is named and left alone", async () => {
  await writeFile(file, "no database\n".repeat(100));
  expect(() => openArchive(file)).toThrow(UsageError);
  expect(await readFile(file, "utf8")).toBe("no database\n".repeat(100));
  const foreign = join(dir, "foreign.sqlite");
  const database = new DatabaseSync(foreign);
  database.exec("create table theirs (x)");
  database.close();
  expect(() => openArchive(foreign)).toThrow(/another's SQLite database/);
  expect(() => openArchive(join(dir, "no", "such", "folder"))).toThrow(/cannot be used|expected/);
});

test("a line that is no run is named with its place and field", async () => {
  const lines = join(dir, "lines.ndjson");
  const imported = async (text: string) => {
    await writeFile(lines, text);
    return readSummaries(lines);
  };
  const good = summariesToNdjson([summary("good")]);
  expect(await imported(`${good}\n`)).toEqual([summary("good")]);
  await expect(imported(`${good}not json\n`)).rejects.toThrow(/lines\.ndjson:2: expected JSON/);
  const strange = JSON.stringify({ ...summary("x"), outcome: "green" });
  await expect(imported(`${strange}\n`)).rejects.toThrow(/lines\.ndjson:1: .*outcome/s);
  await expect(readSummaries(join(dir, "missing"))).rejects.toThrow(/ENOENT/);
});
