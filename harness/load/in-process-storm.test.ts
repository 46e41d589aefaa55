import { expect, it } from "vitest";
import { virtualClock } from "../../simulators/support/virtual-clock.ts";
import { UnsupportedError } from "../core/failure.ts";
import { inProcessStorm } from "./in-process-storm.ts";

const shape = { ratePerSecond: 4, durationMs: 2_000, waitingMax: 3 };

/** A storm whose n-th request is answered after `answerMs(n)`. */
function blow(answerMs: (n: number) => number, status: (n: number) => number = () => 200) {
  const clock = virtualClock();
  let sent = 0;
  const send = async () => {
    sent += 1;
    const n = sent;
    await clock.sleep(answerMs(n));
    return status(n);
  };
  const { signal } = new AbortController();
  return clock.run(() => inProcessStorm({ shape, send, clock, signal }));
}

it("sends at its rate, whatever the answers take", async () => {
  const { by, points, droppedAtMs } = await blow((n) => (n === 1 ? 600 : 10));
  expect(by).toBe("fluxproof");
  expect(points.map(({ atMs }) => atMs)).toEqual([0, 250, 500, 750, 1000, 1250, 1500, 1750]);
  expect(points.map(({ durationMs }) => durationMs)).toEqual([600, 10, 10, 10, 10, 10, 10, 10]);
  expect(droppedAtMs).toEqual([]);
});

it("drops what is due while all that may wait do, and waits for the last answers", async () => {
  const { points, droppedAtMs } = await blow(() => 10_000);
  expect(points.map(({ atMs }) => atMs)).toEqual([0, 250, 500]);
  expect(droppedAtMs).toEqual([750, 1000, 1250, 1500, 1750]);
  expect(points.every(({ durationMs }) => durationMs === 10_000)).toBe(true);
});

it("takes a failure for a request without an answer", async () => {
  const { points } = await blow(
    () => 0,
    (n) => {
      if (n === 2) throw new Error("connection refused");
      return n === 3 ? 500 : 200;
    },
  );
  expect(points.map(({ status }) => status)).toEqual([200, 0, 500, 200, 200, 200, 200, 200]);
});

it("ends at once where the target can't be had, and when it is told to", async () => {
  const clock = virtualClock();
  const ending = new AbortController();
  let asked = 0;
  const send = async () => {
    asked += 1;
    throw new UnsupportedError("sending a webhook", "there is nobody");
  };
  const storm = () => inProcessStorm({ shape, send, clock, signal: ending.signal });
  await expect(clock.run(storm)).rejects.toThrow(UnsupportedError);
  expect(asked).toBeLessThan(3);
  ending.abort(new Error("ended"));
  await expect(clock.run(storm)).rejects.toThrow("ended");
});
