import { expect, test } from "vitest";
import { manualClock } from "../../support/manual-clock.ts";
import { bodyDeadlines } from "./body-deadlines.ts";

test("a body that doesn't come to its end is given up after a minute", async () => {
  const clock = manualClock();
  const deadlines = bodyDeadlines(clock);
  const slow = deadlines.begin();
  const quick = deadlines.begin();
  quick.end();
  const pass = async (seconds: number) => {
    for (let at = 0; at < seconds; at += 5) {
      clock.advance(5000);
      await new Promise(setImmediate);
    }
  };
  await pass(50);
  const later = deadlines.begin();
  expect(slow.signal.aborted).toBe(false);
  await pass(15);
  expect(slow.signal.reason).toMatchObject({ status: { code: 504, reason: "Timeout" } });
  expect(quick.signal.aborted).toBe(false);
  expect(later.signal.aborted).toBe(false);
});
