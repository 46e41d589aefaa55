import { expect, test } from "vitest";
import type { HistoryEntry, Observation } from "../../core/history.ts";
import { compareRequests } from "./request-agreement.ts";

function history(...observations: Observation[]): HistoryEntry[] {
  return observations.map((each, index) => ({ seq: index + 1, tMs: index, ...each }));
}

const began: Observation = { type: "step.start", step: "1", use: "converge", with: {} };

function asked(counts: Record<string, number>, controller = "source-controller"): Observation {
  return { type: "kube.requests", counts: { [controller]: counts } };
}

const patch = "patch gitrepositories/status";
const recordings = [history(began, asked({ [patch]: 40 })), history(began, asked({ [patch]: 50 }))];

test("numbers within the spread of recordings, and a little beyond, agree", () => {
  for (const count of [29, 40, 45, 63]) {
    const { shares, differences } = compareRequests(recordings, [
      history(began, asked({ [patch]: count })),
    ]);
    expect(differences).toEqual([]);
    expect(shares).toEqual([{ of: "requests of source-controller", total: 1, agree: 1 }]);
  }
});

test("numbers far from it don't, and are told with both sides", () => {
  const runs = [80, 45].map((count) => history(began, asked({ [patch]: count })));
  const { shares, differences } = compareRequests(recordings, runs);
  expect(differences).toEqual([
    { controller: "source-controller", request: patch, recorded: [40, 50], counted: [80, 45] },
  ]);
  expect(shares).toEqual([{ of: "requests of source-controller", total: 1, agree: 0 }]);
});

test("what one side never asked for differs, once it is more than a few", () => {
  const both = { [patch]: 45, "get secrets": 12 };
  const [extra] = compareRequests(recordings, [history(began, asked(both))]).differences;
  expect(extra).toMatchObject({ request: "get secrets", recorded: [0, 0], counted: [12] });
  const few = history(began, asked({ ...both, "get secrets": 3 }));
  expect(compareRequests(recordings, [few]).differences).toEqual([]);
});

test("counts of several entries add up; those from before the first step and of watches don't count", () => {
  const run = history(
    asked({ [patch]: 500 }),
    began,
    asked({ [patch]: 20, "watch gitrepositories": 900 }),
    asked({ [patch]: 25 }),
  );
  expect(compareRequests(recordings, [run]).differences).toEqual([]);
});
