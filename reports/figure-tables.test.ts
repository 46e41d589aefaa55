import { expect, test } from "vitest";
import { figureTables } from "./figure-tables.ts";
import { readFixtureRuns } from "./fixtures/read-fixture-runs.ts";
import { setupOf } from "./setup.ts";
import type { StoredRun } from "./stored-run.ts";

const runs = await readFixtureRuns();
const fits = runs.find(({ info }) => info.scenario.name === "limits/large-repository-fits");
if (!fits?.metrics) throw new Error("no such fixture");

/** The same run under another name, with that much memory for source-controller. */
function like(run: StoredRun, name: string, rssPeak: number, oomKills = 0): StoredRun {
  const { info, metrics } = run;
  if (!metrics) throw new Error("a run without metrics");
  const source = metrics.memoryBytes["source-controller"];
  if (!source) throw new Error("a run without source-controller");
  const memoryBytes = { "source-controller": { ...source, rssPeak, oomKills } };
  const scenario = { ...info.scenario, name };
  return { ...run, info: { ...info, scenario }, metrics: { ...metrics, memoryBytes } };
}

const tablesOf = (many: StoredRun[]) => figureTables({ setup: setupOf(fits.info), runs: many });
const named = (count: number) =>
  Array.from({ length: count }, (_, index) => like(fits, `some/scenario-${index}`, 100 + index));

test("up to eight scenarios have a row for each controller and start", () => {
  const [latency, memory] = tablesOf(named(8));
  expect(latency).toMatchObject({ title: "Latency to Ready", table: { words: 2 } });
  expect(latency?.table.rows).toHaveLength(16);
  expect(memory).toMatchObject({ title: "Memory" });
  expect(memory?.table.rows).toHaveLength(8);
});

test("more than that tell where each controller took most, and every kill", () => {
  const many = [...named(8), like(fits, "killed/here", 50, 3), like(fits, "same/again", 107)];
  const [latency, memory] = tablesOf(many);
  expect(latency?.title).toBe("Latency to Ready, from push");
  expect(latency?.table.head.slice(0, 3)).toEqual(["scenario", "changes", "missing"]);
  expect(latency?.table.rows.map(([name]) => name)).toEqual([
    ...many.map(({ info }) => info.scenario.name),
  ]);
  expect(memory?.table.rows.map(([name, , peak]) => [name, peak])).toEqual([
    ["some/scenario-7", "107 B"],
    ["killed/here", "50 B"],
  ]);
});

test("tables without a row are left out", () => {
  expect(tablesOf([{ ...fits, metrics: null }])).toEqual([]);
});
