import { spawnSync } from "node:child_process";
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { manualClock } from "../../simulators/support/manual-clock.ts";
import { arbitraryHistory } from "../../test/arbitrary-history.ts";
import { runInfo } from "../../test/run-info.ts";
import { UsageError } from "../core/failure.ts";
import { createRunDirectory, fileNames, readRun, writeJson } from "./run-directory.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-test-"));
});
afterEach(() => rm(dir, { recursive: true }));

const note = (text: string) => ({ type: "note" as const, text });
const historyFile = () => join(dir, fileNames.history);

async function write(...texts: string[]): Promise<void> {
  using history = await createRunDirectory(dir, runInfo(), manualClock());
  for (const text of texts) history.record(note(text));
}

/** What `run.json` holds then: the description, and when its clock started. */
const writtenInfo = () => ({
  ...runInfo(),
  startedAt: new Date(manualClock().epochMs()).toISOString(),
});

describe("createRunDirectory", () => {
  it("writes run.json and a folder for logs before the first entry", async () => {
    await write();
    expect((await readdir(dir)).sort()).toEqual([fileNames.history, "logs", fileNames.run]);
    expect(JSON.parse(await readFile(join(dir, fileNames.run), "utf8"))).toEqual(writtenInfo());
    expect(await readFile(historyFile(), "utf8")).toBe("");
  });

  it("counts entries from one, with times since the run's start to a tenth of a millisecond", async () => {
    const clock = manualClock();
    clock.advance(5000);
    using history = await createRunDirectory(dir, runInfo(), clock);
    history.record(note("first"));
    clock.advance(1500.26);
    history.record(note("second"));
    expect(history.record(note("earlier"), 5000.06)).toEqual({
      ...{ seq: 3, tMs: 0.1 },
      ...note("earlier"),
    });
    expect(history.entries.map(({ seq, tMs }) => [seq, tMs])).toEqual([
      [1, 0],
      [2, 1500.3],
      [3, 0.1],
    ]);
  });

  it("has each entry on disk, as a whole line, before anyone is told", async () => {
    using history = await createRunDirectory(dir, runInfo(), manualClock());
    const { readFileSync } = await import("node:fs");
    const onDisk: string[] = [];
    history.onEntry(() => onDisk.push(readFileSync(historyFile(), "utf8")));
    history.record(note("a\nb"));
    history.record(note("c"));
    const [first = "", second = ""] = onDisk;
    expect(first).toBe(`${JSON.stringify({ seq: 1, tMs: 0, ...note("a\nb") })}\n`);
    expect(second.startsWith(first)).toBe(true);
    expect(second.split("\n")).toHaveLength(3);
  });

  it("never touches a history that is there already", async () => {
    await write("first run");
    await expect(createRunDirectory(dir, runInfo(), manualClock())).rejects.toThrow(/EEXIST/);
    expect(await readFile(historyFile(), "utf8")).toContain("first run");
  });

  it("takes nothing once it is closed", async () => {
    const history = await createRunDirectory(dir, runInfo(), manualClock());
    history.record(note("kept"));
    history[Symbol.dispose]();
    history[Symbol.dispose]();
    history.record(note("late"));
    expect((await readRun(dir)).history).toMatchObject([{ text: "kept" }]);
  });

  it("throws a HarnessError, and goes on doing so, when a line can't be written whole", () => {
    // The shell limits files to a few kilobytes: the write that crosses it is cut short, the next one fails.
    const script = join(import.meta.dirname, "../../test/fixtures/fill-history.ts");
    const shell = `ulimit -f 8; exec "$0" "$1" "$2"`;
    const { stdout, stderr } = spawnSync("sh", ["-c", shell, process.execPath, script, dir], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const [first, second] = JSON.parse(stdout) as { name: string; message: string }[];
    expect(first?.name).toBe("HarnessError");
    expect(first?.message).toMatch(
      /history\.ndjson: entry \d+ could not be written: .*; the run can't go on$/,
    );
    expect(second).toEqual(first);
  });
});

describe("readRun", () => {
  it("reads back what was recorded", async () => {
    await write("a", "b");
    const { info, history } = await readRun(dir);
    expect(info).toEqual(writtenInfo());
    expect(history).toEqual([
      { seq: 1, tMs: 0, ...note("a") },
      { seq: 2, tMs: 0, ...note("b") },
    ]);
  });

  it("reads back any history, cut at any byte, to its last whole line", async () => {
    await writeJson(join(dir, fileNames.run), runInfo());
    const property = fc.asyncProperty(arbitraryHistory, fc.nat(), async (seen, cutAt) => {
      const text = seen.map((entry) => `${JSON.stringify(entry)}\n`).join("");
      const kept = text.slice(0, cutAt % (text.length + 1));
      await writeFile(historyFile(), kept);
      const whole = kept.split("\n").length - 1;
      expect((await readRun(dir)).history).toEqual(seen.slice(0, whole));
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it("leaves out a last line that was cut, though it happens to be JSON", async () => {
    await write("a");
    await appendFile(historyFile(), "12");
    expect((await readRun(dir)).history).toHaveLength(1);
  });

  it.each([
    ["a broken line", '{"seq":2,"tM\n'],
    ["an empty line", "\n"],
  ])("names file and line of %s before the end", async (_, line) => {
    await write("a");
    await appendFile(historyFile(), `${line}{"seq":3,"tMs":0,"type":"note","text":"c"}\n`);
    const read = readRun(dir);
    await expect(read).rejects.toThrow(UsageError);
    await expect(read).rejects.toThrow(`${historyFile()}:2: expected JSON: `);
  });

  it("says which file is missing", async () => {
    await expect(readRun(join(dir, "none"))).rejects.toThrow(
      `${join(dir, "none", "run.json")}: expected a stored run here: ENOENT`,
    );
    await writeJson(join(dir, fileNames.run), runInfo());
    await expect(readRun(dir)).rejects.toThrow(`${historyFile()}: expected a stored run here`);
  });

  it.each<[string, unknown]>([
    ["of another version", { ...runInfo(), version: 2 }],
    ["without a scenario", { version: 1 }],
  ])("refuses a run %s", async (_, value) => {
    await writeJson(join(dir, fileNames.run), value);
    await expect(readRun(dir)).rejects.toThrow(
      `${join(dir, fileNames.run)}: expected a run of version 1 with a scenario`,
    );
  });

  it("refuses a run.json that isn't JSON", async () => {
    await writeFile(join(dir, fileNames.run), "{");
    await expect(readRun(dir)).rejects.toThrow(/run\.json: expected JSON/);
  });
});

describe("writeJson", () => {
  it("writes for people, with a closing line end, and leaves nothing else behind", async () => {
    await writeJson(join(dir, "a.json"), { b: [1] });
    expect(await readFile(join(dir, "a.json"), "utf8")).toBe('{\n  "b": [\n    1\n  ]\n}\n');
    await writeJson(join(dir, "a.json"), {});
    expect(await readdir(dir)).toEqual(["a.json"]);
  });
});
