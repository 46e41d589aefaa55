import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UsageError } from "../harness/core/failure.ts";
import type { HistoryEntry } from "../harness/core/history.ts";
import { finish, fleet, pass } from "./fixtures/base-story.ts";
import { tellPush, tellStart } from "./fixtures/fleet-story.ts";
import { tellProcess } from "./fixtures/process-story.ts";
import { type TemporaryFolder, temporaryFolder } from "./fixtures/read-fixture-runs.ts";
import { Story } from "./fixtures/story.ts";
import { writeFixtureRunSet } from "./fixtures/write-run-set.ts";
import { render, reporters } from "./render.ts";
import { outcomeOf, readRunSet } from "./stored-run.ts";

const scenario = { name: "apply/passes", guarantee: "Anything." };
const files = ["run.json", "history.ndjson", "verdicts.json", "metrics.json"];
const numRuns = 60;

let folder: TemporaryFolder;
let dir: string;
const sound = new Map<string, string>();

beforeEach(async () => {
  folder = await temporaryFolder();
  await writeFixtureRunSet(folder.dir, [
    { scenario, history: story(), verdicts: [pass("a", "b")] },
  ]);
  dir = path.join(folder.dir, scenario.name);
  for (const name of files) sound.set(name, await readFile(path.join(dir, name), "utf8"));
});
afterEach(() => folder[Symbol.asyncDispose]());

/** A little of all that reports draw. */
function story(): HistoryEntry[] {
  const told = new Story();
  tellStart(told, fleet);
  told.step(10, 3000, "1", "converge", { within: "2m" });
  const process = { process: "source-controller", pid: 7, toMs: 4000, cpuMilli: 500 };
  tellProcess(told, { ...process, limitMiB: 64, baseMiB: 60 });
  const fault = { target: "git-host", use: "answers", status: 503 } as const;
  told.tell(1000, { type: "fault.start", id: "fault-1", fault });
  told.tell(2000, { type: "fault.end", id: "fault-1", met: 2 });
  const counts = { "source-controller": { "get secrets": 2 } };
  told.tell(2500, { type: "kube.requests", counts });
  tellPush(told, fleet, { index: 0, change: 1, tMs: 3000 });
  return finish(told, 20_000);
}

/** How the run comes out once a file is another; undefined where it is refused, by name. */
async function outcomeWith(name: string, text: string): Promise<string | undefined> {
  await writeFile(path.join(dir, name), text);
  try {
    const runs = await readRunSet([dir]);
    for (const { format } of reporters) render(format, runs, { dir: "SET", colour: false });
    const [run] = runs;
    return run && outcomeOf(run);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(path.join(dir, name));
    return undefined;
  } finally {
    await writeFile(path.join(dir, name), sound.get(name) ?? "");
  }
}

test("as it was written it passes", async () => {
  expect(await outcomeWith("run.json", sound.get("run.json") ?? "")).toBe("pass");
});

test.each(files)(
  "a %s that is cut anywhere is refused, or nothing passes by it",
  async (name) => {
    const whole = sound.get(name) ?? "";
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.trimEnd().length - 1 }), async (length) => {
        expect(await outcomeWith(name, whole.slice(0, length))).not.toBe("pass");
      }),
      { numRuns },
    );
  },
  300_000,
);

test("a history without one of its lines is refused, or nothing passes by it", async () => {
  const lines = (sound.get("history.ndjson") ?? "").trimEnd().split("\n");
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: lines.length - 1 }), async (gone) => {
      const left = lines.toSpliced(gone, 1).join("\n");
      expect(await outcomeWith("history.ndjson", `${left}\n`)).not.toBe("pass");
    }),
    { numRuns },
  );
}, 300_000);

test("a line with another value anywhere is refused by name, or drawn", async () => {
  const lines = (sound.get("history.ndjson") ?? "").trimEnd().split("\n");
  const edit = fc.tuple(fc.nat({ max: lines.length - 1 }), fc.nat(), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(edit, async ([index, place, value]) => {
      const edited = lines.with(index, JSON.stringify(withValue(lines[index] ?? "", place, value)));
      await outcomeWith("history.ndjson", `${edited.join("\n")}\n`);
    }),
    { numRuns: 3 * numRuns },
  );
}, 300_000);

test.each(["run.json", "verdicts.json", "metrics.json"])(
  "a %s with another value anywhere is refused by name, or drawn",
  async (name) => {
    const whole = sound.get(name) ?? "";
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.jsonValue(), async (place, value) => {
        await outcomeWith(name, JSON.stringify(withValue(whole, place, value)));
      }),
      { numRuns },
    );
  },
  300_000,
);

/** The document with the value at one of its places, which are counted through, changed. */
function withValue(json: string, place: number, value: unknown): unknown {
  const places: { of: Record<string, unknown>; key: string }[] = [];
  const document = { document: JSON.parse(json) };
  const walk = (of: Record<string, unknown>) => {
    for (const [key, inner] of Object.entries(of)) {
      places.push({ of, key });
      if (typeof inner === "object" && inner !== null) walk(inner as Record<string, unknown>);
    }
  };
  walk(document);
  const chosen = places[place % places.length];
  if (chosen) chosen.of[chosen.key] = value;
  return document.document;
}
