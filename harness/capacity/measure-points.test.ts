import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import scenario from "../../scenarios/scale/announced-commits.ts";
import type { Scenario } from "../core/scenario.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { hostInfo } from "../runner/host-info.ts";
import { setPath } from "../scenario/set-path.ts";
import { type MeasureRequest, measurePoints } from "./measure-points.ts";
import { readPoint, requireAlike } from "./read-points.ts";
import { plannedPoint, shapeOfScenario } from "./shapes.ts";

const size = { repositories: 2, concurrency: 2, shards: 1, cpuLimitCores: null };
const planned = [4, 6].map((kustomizations) => plannedPoint({ ...size, kustomizations }));

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "capacity-test-"));
});
afterAll(() => rm(dir, { recursive: true }));

async function measure(of: Partial<MeasureRequest> = {}) {
  const runs: string[] = [];
  const measured = await measurePoints({
    ...{ points: planned, dir, seed: 1, budgetMs: 600_000, passesMost: 1 },
    ...{ subject: referenceSubject, environment: referenceEnvironment(), gitHost: "sim" },
    ...{ host: await hostInfo(), clock: wallClock(), signal: new AbortController().signal },
    scenarioOf: async (set) => set.reduce(setPath, scenario as Scenario),
    progress: { begin: (what) => ({ update() {}, end: () => void runs.push(what) }) },
    ...of,
  });
  return { ...measured, runs };
}

describe("points", () => {
  it("are run once, read with their shapes, and kept for later calls", async () => {
    const first = await measure();
    expect(first.unfinished).toBeUndefined();
    expect(first.runs).toHaveLength(2);
    expect(first.points.map(({ point }) => point.lost)).toEqual([undefined, undefined]);
    expect(first.points.map(({ point }) => point.shape)).toEqual(planned.map(({ shape }) => shape));
    expect(first.points[0]?.point.figures["latency.ready.count"]).toBe(8);
    expect(requireAlike(first.points).info.subject.name).toBe("reference");
    const again = await measure();
    expect(again.runs).toEqual([]);
    expect(again.points).toEqual(first.points);
  });

  it("that a budget doesn't reach are named, and what was measured is kept", async () => {
    const signal = AbortSignal.abort(new Error("interrupted"));
    const { points, unfinished } = await measure({
      points: [...planned, plannedPoint({ ...size, kustomizations: 8 })],
      signal,
    });
    expect(points).toHaveLength(2);
    expect(unfinished).toMatch(/interrupted; left to measure: points\/n8-r2-c2-s1-1/);
  });

  it("are of one subject", async () => {
    const place = join(dir, "points/n4-r2-c2-s1-1");
    const one = await readPoint(place, "one");
    const other = { ...one, info: { ...one.info, environment: "local" } };
    expect(() => requireAlike([one, other])).toThrow(/different environments: local and sim/);
    expect(() => requireAlike([])).toThrow(/expected runs of one sweep/);
  });

  it("from a cut run directory are an error that names the file", async () => {
    const cut = await mkdtemp(join(dir, "cut-"));
    await writeFile(join(cut, "run.json"), "{");
    await expect(readPoint(cut, "cut")).rejects.toThrow(/run\.json: expected JSON/);
  });
});

describe("a scenario's shape", () => {
  it("is the one it was planned to have, with shards and limits too", () => {
    const point = plannedPoint({ ...size, kustomizations: 9, shards: 3, cpuLimitCores: 0.5 });
    expect(shapeOfScenario(point.set.reduce(setPath, scenario as Scenario))).toEqual(point.shape);
  });

  it("is none where polls are part of the latency", () => {
    const silent = { ...scenario, drive: [{ use: "commit" }] } as Scenario;
    expect(shapeOfScenario(silent)).toMatch(/not announced/);
  });
});
