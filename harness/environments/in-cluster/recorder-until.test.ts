import { expect, test } from "vitest";
import { manualClock } from "../../../simulators/support/manual-clock.ts";
import type { Observation } from "../../core/history.ts";
import { recorderUntil } from "./recorder-until.ts";

test("what comes after the end isn't recorded", () => {
  const recorded: Observation[] = [];
  const ending = new AbortController();
  const clock = manualClock();
  const { record } = recorderUntil(ending.signal, {
    clock,
    recorder: {
      record(observation, tMs = 0) {
        recorded.push(observation);
        return { ...observation, seq: recorded.length, tMs };
      },
    },
  });
  expect(record({ type: "note", text: "during" }, 7)).toMatchObject({ seq: 1, tMs: 7 });
  ending.abort();
  record({ type: "note", text: "after" });
  expect(recorded).toEqual([{ type: "note", text: "during" }]);
});
