import { expect, test } from "vitest";
import type { HistoryEntry } from "../../core/history.ts";
import { compareDelays } from "./delay-agreement.ts";

/** Looks at one repository, as `[time, status]`. */
function history(...looks: [tMs: number, status: number][]): HistoryEntry[] {
  return looks.map(([tMs, status], index) => ({
    ...{ seq: index + 1, tMs, type: "git.request", repository: "fleet-000", endpoint: "refs" },
    ...{ method: "GET", status, bytes: 0, durationMs: 1, ended: "whole", faults: [] },
  }));
}

const backingOff = history([0, 200], [1000, 429], [1760, 429], [3270, 429], [6280, 200]);
const recordings = [backingOff, history([0, 429], [800, 429], [2300, 429], [5320, 200])];

test("waits that grow as recorded agree", () => {
  const run = history([5, 429], [760, 429], [2270, 429], [5290, 200]);
  expect(compareDelays(recordings, [run])).toEqual({
    shares: [{ of: "retries of fleet-000", total: 3, agree: 3 }],
    differences: [],
  });
});

test("a storm does not, from the first wait that is too short on", () => {
  const storm = history([0, 429], [700, 429], [900, 429], [1100, 200]);
  const { shares, differences } = compareDelays(recordings, [storm]);
  expect(shares).toEqual([{ of: "retries of fleet-000", total: 3, agree: 1 }]);
  expect(differences[0]).toEqual({
    ...{ repository: "fleet-000", failure: 2, recordedMs: [1500, 1510], seenMs: [200] },
  });
});

test("only as many failures are compared as all have, and none where one had none", () => {
  const short = history([0, 429], [760, 200], [5000, 200]);
  expect(compareDelays(recordings, [short]).shares[0]?.total).toBe(1);
  expect(compareDelays(recordings, [history([0, 200], [5000, 200])]).shares).toEqual([]);
});
