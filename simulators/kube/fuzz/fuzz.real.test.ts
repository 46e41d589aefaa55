import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wallClock } from "../../support/clock.ts";
import { seededRandom } from "../../support/random.ts";
import { realApiSkip } from "../client/testing/real-api.ts";
import { compare } from "./compare.ts";
import { fuzzKinds } from "./kinds.ts";
import { play } from "./play.ts";
import { describeFinding, describeResult, untried } from "./report.ts";
import { runFuzz } from "./run.ts";
import { installDefinitions, realTarget, simulatorTarget } from "./servers.ts";
import type { FuzzAnswer } from "./step.ts";
import recorded from "./testdata/found.json" with { type: "json" };
import { foundCases } from "./testing/found-cases.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: the simulator against the real kube-apiserver: ${skip}`);
const known: Record<string, FuzzAnswer[]> = recorded;
/** Writes down what the real server answers: `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1 npx vitest run simulators/kube/fuzz`. */
const recording = process.env.FLUXPROOF_RECORD === "1";

describe.skipIf(skip)("the simulator and the real kube-apiserver", { timeout: 540_000 }, () => {
  let real: Awaited<ReturnType<typeof realTarget>>;
  const simulator = simulatorTarget();
  const clock = wallClock();
  beforeAll(async () => {
    real = await realTarget();
    await Promise.all([installDefinitions(real), installDefinitions(simulator)]);
  }, 90_000);
  afterAll(async () => {
    simulator[Symbol.dispose]();
    await real?.[Symbol.asyncDispose]();
  });

  test("what fuzzing found is still answered so", async () => {
    const answered: Record<string, FuzzAnswer[]> = {};
    for (const [index, sequence] of foundCases.entries()) {
      const scope = `fx${String(index).padStart(6, "0")}`;
      const { ask, origin } = real;
      answered[sequence.name] = await play({
        sequence,
        scope,
        origin,
        ask,
        hits: new Map(),
        clock,
      });
    }
    const file = new URL("./testdata/found.json", import.meta.url);
    if (recording) return writeFile(file, `${JSON.stringify(answered, null, 2)}\n`);
    // Not word for word: it tells of several faults in no certain order.
    const differing = foundCases.flatMap((sequence) => {
      const [now = [], then = []] = [answered[sequence.name], known[sequence.name]];
      const difference = compare(sequence, { real: now, simulator: then }, new Map());
      return difference ? [{ sequence: sequence.name, ...difference }] : [];
    });
    expect(differing).toEqual([]);
  });

  test.skipIf(recording)("answer random requests alike", async () => {
    const kinds = fuzzKinds();
    const result = await runFuzz({
      ...{ requests: 8_000, random: seededRandom("ci"), kinds, real, simulator, clock },
      // A minute by itself, several beside all other tests; with fewer requests some kinds get no turn.
      ...{ budgetMs: 480_000, concurrency: 8, replaysMax: 30, progress: () => undefined },
    });
    console.log(describeResult(result, kinds));
    expect(result.findings.map(describeFinding)).toEqual([]);
    expect(untried(result, kinds)).toEqual([]);
    expect(result.applies / result.requests).toBeGreaterThan(0.3);
    expect(result.invalid / result.requests).toBeGreaterThan(0.19);
  });
});
