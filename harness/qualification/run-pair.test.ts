import { expect, test } from "vitest";
import { pairAt } from "./pairs.ts";
import { runPair } from "./run-pair.ts";
import { small } from "./testing/model-qualification.ts";

const scenario = small();
const judgement = { scenario: scenario.name, outcome: "unknown" as const, verdicts: [] };

/** A pair whose runs give no figures, with the paces that are measured one after another. */
function pairOf(request: { index: number; paces: number[]; tookMs?: number[] }) {
  const { index, paces, tookMs = [10_000, 10_000] } = request;
  const order: string[] = [];
  const left = { paces: [...paces], tookMs: [...tookMs] };
  const pair = pairAt({ index, scenarios: [scenario.name], seed: 1, warmUps: 0 });
  const made = runPair({
    ...{ pair, scenario, dir: "nowhere" },
    async haveRun({ side, place }) {
      order.push(side);
      return { place, judgement, tookMs: left.tookMs.shift() ?? 0 };
    },
    async pace() {
      order.push("pace");
      return { paceMs: left.paces.shift() ?? 0, tookMs: 500 };
    },
  });
  return made.then((run) => ({ ...run, order }));
}

test("the machine's pace is measured around each run, and each side has that of its own time", async () => {
  const first = await pairOf({ index: 1, paces: [40, 90, 160] });
  expect(first.order).toEqual(["pace", "baseline", "pace", "candidate", "pace"]);
  expect(first.pair).toMatchObject({ pace: { baseline: 60, candidate: 120 }, tookMs: 21_500 });
  const second = await pairOf({ index: 2, paces: [40, 90, 160] });
  expect(second.pair.pace).toEqual({ baseline: 120, candidate: 60 });
});

test("runs of another time, and a clock that stands still, have no pace", async () => {
  const known = await pairOf({ index: 1, paces: [40, 90, 160], tookMs: [0, 10_000] });
  expect(known.pair.pace).toBeUndefined();
  expect((await pairOf({ index: 1, paces: [0, 0, 0] })).pair.pace).toBeUndefined();
});
