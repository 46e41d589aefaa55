import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { manualClock } from "../../simulators/support/manual-clock.ts";
import {
  added,
  at,
  commit,
  kustomization,
  processExit,
  processStart,
  ready,
  runEnd,
  type Told,
} from "../../test/history.ts";
import { runInfo } from "../../test/run-info.ts";
import { changesArrive } from "../checkers/changes-arrive.ts";
import { controllersStayUp } from "../checkers/controllers-stay-up.ts";
import type { Check } from "../core/scenario.ts";
import { judgeRun } from "./judge-run.ts";
import { createRunDirectory, fileNames } from "./run-directory.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-test-"));
});
afterEach(() => rm(dir, { recursive: true }));

async function stored(check: Check[], ...told: Told[]): Promise<void> {
  const clock = manualClock();
  using history = await createRunDirectory(dir, runInfo(check), clock);
  for (const { tMs = clock.nowMs(), ...observation } of told) history.record(observation, tMs);
}

const read = async (name: string) => readFile(join(dir, name), "utf8");

const arrival = [
  at(0, added(kustomization("fleet-000-k-000"))),
  at(1000, commit("b1")),
  at(3000, kustomization("fleet-000-k-000", "b1", ready)),
  at(4000, runEnd()),
];

describe("judgeRun", () => {
  it("judges by the stored scenario alone and writes verdicts and figures", async () => {
    await stored([changesArrive({ p99: "5s" })], ...arrival);
    const judgement = await judgeRun(dir);
    expect(judgement).toMatchObject({
      scenario: "test/run",
      outcome: "pass",
      verdicts: [
        { checker: "drove", outcome: "pass" },
        { checker: "faults-met", outcome: "pass" },
        { checker: "changes-arrive", outcome: "pass", evidence: [2, 3] },
      ],
    });
    expect(JSON.parse(await read(fileNames.verdicts))).toEqual(judgement);
    expect(JSON.parse(await read(fileNames.metrics))).toMatchObject({
      latencyMs: { count: 1, p50: 2000 },
    });
  });

  it("writes the same bytes again, and nothing else in the directory", async () => {
    await stored([changesArrive()], ...arrival);
    await judgeRun(dir);
    const first = [await read(fileNames.verdicts), await read(fileNames.metrics)];
    const history = await read(fileNames.history);
    await judgeRun(dir);
    expect([await read(fileNames.verdicts), await read(fileNames.metrics)]).toEqual(first);
    expect(await read(fileNames.history)).toBe(history);
    expect((await readdir(dir)).sort()).toEqual([...Object.values(fileNames), "logs"].sort());
  });

  it("fails for a broken guarantee", async () => {
    const died = [processStart("source-controller"), processExit("source-controller"), runEnd()];
    await stored([controllersStayUp()], ...died);
    expect((await judgeRun(dir)).outcome).toBe("fail");
  });

  it("is unknown for a run that was killed, whatever its checks would say", async () => {
    await stored([changesArrive()], ...arrival.slice(0, -1));
    expect((await judgeRun(dir)).outcome).toBe("unknown");
  });

  it("is unknown for a check that this version doesn't know", async () => {
    await stored([{ use: "of-the-future" }], ...arrival);
    expect((await judgeRun(dir)).outcome).toBe("unknown");
  });
});
