import { expect, test } from "vitest";
import type { PairOfRuns } from "../core/qualification.ts";
import { pairAt } from "./pairs.ts";
import { runPair } from "./run-pair.ts";
import { small } from "./testing/model-qualification.ts";

const scenario = small();
const judgement = { scenario: scenario.name, outcome: "unknown" as const, verdicts: [] };

/** A pair whose runs give no figures, with the paces that are measured one after another. */
function pairOf(request: {
  index: number;
  paces: (number | undefined)[];
  tookMs?: number[];
  before?: PairOfRuns;
}) {
  const { index, paces, tookMs = [10_000, 10_000], before } = request;
  const order: string[] = [];
  const left = { paces: [...paces], tookMs: [...tookMs] };
  const pair = pairAt({ index, scenarios: [scenario.name], seed: 1, warmUps: 0 });
  const made = runPair({
    ...{ pair, scenario, dir: "nowhere", before },
    async haveRun({ side, place }) {
      order.push(side);
      return { place, judgement, tookMs: left.tookMs.shift() ?? 0 };
    },
    async pace(work) {
      order.push("begin");
      const done = await work();
      order.push("end");
      return { done, paceMs: left.paces.shift() };
    },
  });
  return made.then((run) => ({ ...run, order }));
}

test("the machine's pace is measured during each run, and each side has that of its own time", async () => {
  const first = await pairOf({ index: 1, paces: [1.5, 3] });
  expect(first.order).toEqual(["begin", "baseline", "end", "begin", "candidate", "end"]);
  expect(first.pair).toMatchObject({ pace: { baseline: 1.5, candidate: 3 }, tookMs: 20_000 });
  const second = await pairOf({ index: 2, paces: [1.5, 3] });
  expect(second.pair.pace).toEqual({ baseline: 3, candidate: 1.5 });
});

test("a pair of which one run is of another time, or too short to tell, has no pace", async () => {
  const known = await pairOf({ index: 1, paces: [1.5, 3], tookMs: [0, 10_000] });
  expect(known.pair.pace).toBeUndefined();
  expect((await pairOf({ index: 1, paces: [1.5, undefined] })).pair.pace).toBeUndefined();
});

test("a pair that an earlier call made keeps the pace of its own time", async () => {
  const { pair } = await pairOf({ index: 1, paces: [1.5, 3] });
  const known = await pairOf({ index: 1, paces: [9, 9], tookMs: [0, 0], before: pair });
  expect(known.order).toEqual(["baseline", "candidate"]);
  expect(known.pair).toEqual(pair);
});
