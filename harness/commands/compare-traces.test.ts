import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { condition, history, runEnd, source, type Told } from "../../test/history.ts";
import { runInfo } from "../../test/run-info.ts";
import { main } from "../cli.ts";
import type { Outcome } from "../core/verdict.ts";

let dir = "";
let printed = "";
let complained = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-test-"));
  printed = "";
  complained = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    complained += text;
    return true;
  });
});
afterEach(() => rm(dir, { recursive: true }));

const hash = "a".repeat(40);
const stored = (port: number) =>
  condition("Ready", "True", "Succeeded", `stored ${hash} of http://127.0.0.1:${port}/`);
const fetching = condition("Reconciling", "True", "Progressing", "fetching");

interface Stored {
  environment?: string;
  name?: string;
  port?: number;
  /** Objects that pass by the state of fetching. */
  fetches?: boolean;
  entries?: Told[];
  /** What it was judged; null for a run that wasn't. */
  outcome?: Outcome | null;
}

/** Stores a run of two sources below `SET/NAME`. */
async function store(set: string, one: Stored = {}): Promise<void> {
  const { environment = "local", name = "test/run", port = 4000, fetches = true } = one;
  const base = runInfo();
  const info = { ...base, environment, scenario: { ...base.scenario, name } };
  const sources = ["fleet-000", "fleet-001"].flatMap((source_) => [
    ...(fetches ? [source(source_, undefined, fetching)] : []),
    source(source_, undefined, stored(port)),
  ]);
  const entries = history(...(one.entries ?? [...sources, runEnd()]));
  const folder = join(dir, set, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "run.json"), JSON.stringify(info));
  if (one.outcome !== null) {
    const judgement = { scenario: name, outcome: one.outcome ?? "pass", verdicts: [] };
    await writeFile(join(folder, "verdicts.json"), JSON.stringify(judgement));
  }
  const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`);
  await writeFile(join(folder, "history.ndjson"), lines.join(""));
}

/** Words that are no folders. */
const plain = new Set(["json", "kind"]);

function compare(...args: string[]): Promise<number> {
  const words = args.map((word) =>
    word.startsWith("--") || plain.has(word) ? word : join(dir, word),
  );
  return main(["node", "fluxproof", "compare-traces", ...words]);
}

async function storeFive(): Promise<string[]> {
  const sets = ["local-1", "local-2", "local-3", "local-4", "local-5"];
  for (const [index, set] of sets.entries()) await store(set, { port: 4000 + index });
  return sets;
}

describe("fluxproof compare-traces", () => {
  it("finds runs the same that differ only in what is a run's own", async () => {
    const local = await storeFive();
    await store("sim", { environment: "sim", port: 9 });
    expect(await compare(...local, "sim")).toBe(0);
    expect(printed).toMatchInlineSnapshot(`
      "baseline local flux@2.7, candidate sim flux@2.7
      + in no baseline · - in every baseline but not here · ~ in another order than in every baseline

      ✓ test/run: 6 of 6 elements agree (1 candidate to 5 baselines)

      1 the same
      "
    `);
  });

  it("lists what a run shows otherwise, object by object, those that differ alike together", async () => {
    const local = await storeFive();
    await store("sim", { environment: "sim", fetches: false });
    expect(await compare("sim", ...local)).toBe(1);
    expect(printed).toMatchInlineSnapshot(`
      "baseline local flux@2.7, candidate sim flux@2.7
      + in no baseline · - in every baseline but not here · ~ in another order than in every baseline

      ✗ test/run: 2 of 6 elements agree (1 candidate to 5 baselines)
          GitRepository fluxproof/fleet-000, fluxproof/fleet-001
            - Reconciling=True Progressing: fetching
            - Reconciling removed

      0 the same, 1 different
      "
    `);
  });

  it("tells the same as JSON", async () => {
    await store("a");
    await store("b");
    await store("c", { fetches: false });
    expect(await compare("a", "b", "c", "--format", "json")).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({
      version: 1,
      scenarios: [
        {
          scenario: "test/run",
          baselines: [join(dir, "a/test/run"), join(dir, "b/test/run")],
          candidates: [join(dir, "c/test/run")],
          outcome: "different",
          total: 6,
          agree: 2,
          objects: [
            {
              object: { kind: "GitRepository", namespace: "fluxproof", name: "fleet-000" },
              differences: [
                {
                  what: "missing",
                  element: { of: "condition", type: "Reconciling", status: "True" },
                },
                { what: "missing", element: { of: "condition", status: "removed" } },
              ],
            },
            { object: { name: "fleet-001" } },
          ],
        },
      ],
    });
  });

  it("holds those named by --against to the others, whatever they are", async () => {
    await store("a", { environment: "sim" });
    await store("b", { environment: "sim" });
    await store("c", { fetches: false });
    await store("d");
    expect(await compare("a", "b", "--against", "c", "d")).toBe(1);
    expect(printed).toContain("baseline sim flux@2.7, candidate local flux@2.7");
    expect(printed).toContain("- Reconciling removed (in 1 of 2 candidates)");
  });

  it("leaves with 2 what can't be compared, unless something else differs", async () => {
    await store("a");
    await store("b");
    await store("c");
    await store("c", { name: "test/only-here" });
    expect(await compare("a", "b", "c")).toBe(2);
    expect(printed).toContain("? test/only-here: can't be compared: no baseline ran it");
    expect(printed).toContain("1 the same, 1 not comparable\n");
    await store("c", { fetches: false });
    expect(await compare("a", "b", "c")).toBe(1);
  });

  it("lets no message break out of its line", async () => {
    await store("a");
    await store("b");
    const told = source("x", undefined, condition("Ready", "False", "No", "a\n\u001b[31mb"));
    await store("c", { entries: [told, runEnd()] });
    await compare("a", "b", "c");
    expect(printed).toContain("+ Ready=False No: a \uFFFD[31mb\n");
  });

  it.each<[what: string, args: string[], message: RegExp]>([
    ["a folder without runs", ["empty", "a"], /empty: no run\.json/],
    ["a folder that isn't there", ["a", "gone"], /gone: cannot be read/],
    ["a run.json that isn't JSON", ["a", "broken"], /broken\/test\/run\/run\.json: expected JSON/],
    ["a run.json that says too little", ["a", "bare"], /bare\/test\/run\/run\.json: expected an/],
    ["a history that isn't JSON", ["a", "torn"], /torn\/test\/run\/history\.ndjson:2: /],
    ["a run that is named twice", ["a", "a/test"], /a\/test\/run: given twice/],
    ["one folder", ["a"], /all runs are below one folder/],
    ["no folder", [], /missing required argument/],
    ["an unknown format", ["a", "--format", "json5"], /json5/],
  ])("takes %s for bad usage", async (_, args, message) => {
    await store("a");
    await mkdir(join(dir, "empty"));
    for (const set of ["broken", "bare", "torn"]) await store(set);
    await writeFile(join(dir, "broken/test/run/run.json"), "{");
    await writeFile(
      join(dir, "bare/test/run/run.json"),
      JSON.stringify({ version: 1, scenario: { name: "test/run" } }),
    );
    await writeFile(join(dir, "torn/test/run/history.ndjson"), '{"seq":1,"tMs":0}\n{\n');
    expect(await compare(...args)).toBe(64);
    expect(complained).toMatch(message);
    expect(printed).toBe("");
  });
});

describe("fluxproof compare-traces --tiers", () => {
  const kind = async () => {
    await store("kind-1", { environment: "kind" });
    await store("kind-2", { environment: "kind", port: 5000 });
  };

  it("prints a table of tiers against one of them", async () => {
    await kind();
    await store("local-1");
    await store("sim-1", { environment: "sim", fetches: false });
    await store("sim-2", { environment: "sim", name: "test/sim-only" });
    expect(await compare("--tiers", "kind", "kind-1", "kind-2", "local-1", "sim-1")).toBe(0);
    expect(printed).toMatchInlineSnapshot(`
      "Held to kind: verdict · elements of the traces that agree · median from push to Ready · peak working set of the controllers. ×1 is as on kind.

      | scenario | kind | local | sim |
      | --- | --- | --- | --- |
      | \`test/run\` | pass ×2 | pass · 6/6 · – · – | pass · 2/6 · – · – |
      | all |  | 1 of 1 the same · 100.0 % of 6 · – · – | 1 of 1 the same · 33.3 % of 6 · – · – |
      "
    `);
    printed = "";
    expect(await compare("--tiers", "kind", "kind-1", "kind-2", "sim-2")).toBe(2);
    expect(printed).toContain("| `test/sim-only` | not run | pass · ? · – · – |");
    expect(printed).toContain("? test/sim-only in sim: no baseline ran it");
  });

  it("tells the same as JSON", async () => {
    await kind();
    await store("local-1");
    const args = ["--tiers", "kind", "--format", "json", "kind-1", "kind-2", "local-1"];
    expect(await compare(...args)).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({
      ...{ version: 1, base: "kind", tiers: ["kind", "local"] },
      scenarios: [
        {
          scenario: "test/run",
          tiers: {
            kind: { outcomes: ["pass", "pass"], traces: null },
            local: { outcomes: ["pass"], traces: { agree: 6, total: 6 }, readyMs: null },
          },
        },
      ],
      summary: { local: { scenarios: 1, sameVerdict: 1, traces: { agree: 6, total: 6 } } },
    });
  });

  it.each<[what: string, outcome: Outcome | null, exitCode: number, cell: string]>([
    ["1 where a verdict differs", "fail", 1, "fail · 6/6"],
    ["2 where one is unknown", "unknown", 2, "unknown · 6/6"],
    ["2 where a run wasn't judged", null, 2, "unknown · 6/6"],
  ])("leaves with %s", async (_, outcome, exitCode, cell) => {
    await kind();
    await store("local-1", { outcome });
    expect(await compare("--tiers", "kind", "kind-1", "kind-2", "local-1")).toBe(exitCode);
    expect(printed).toContain(cell);
  });

  it.each<[what: string, args: string[], message: RegExp]>([
    ["no run of the base", ["--tiers", "kind", "local-1"], /--tiers kind: the runs are of local;/],
    ["no other tier", ["--tiers", "kind", "kind-1", "kind-2"], /the runs are of kind; expected/],
    ["a run given twice", ["--tiers", "kind", "kind-1", "kind-1", "local-1"], /given twice/],
    [
      "sides named as well",
      ["kind-1", "local-1", "--tiers", "kind", "--against", "kind-2"],
      /expected one of them/,
    ],
  ])("takes %s for bad usage", async (_, args, message) => {
    await kind();
    await store("local-1");
    expect(await compare(...args)).toBe(64);
    expect(complained).toMatch(message);
  });
});
