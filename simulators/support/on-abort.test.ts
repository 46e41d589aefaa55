import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { onAbort } from "./on-abort.ts";

test("everybody is told once, in the order they asked, but for those who stopped waiting", () => {
  const ending = new AbortController();
  const told: string[] = [];
  onAbort(ending.signal, () => told.push("first"));
  const stay = onAbort(ending.signal, () => told.push("gone"));
  onAbort(ending.signal, () => {
    told.push("second");
    stopLast();
  });
  const stopLast = onAbort(ending.signal, () => told.push("told too late"));
  stay();
  stay();
  ending.abort();
  expect(told).toEqual(["first", "second"]);
});

test("however many wait, the signal has one listener, and none once nobody waits", () => {
  const { signal } = new AbortController();
  const stops = Array.from({ length: 100 }, () => onAbort(signal, () => {}));
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  for (const stop of stops) stop();
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  onAbort(signal, () => {});
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
});
