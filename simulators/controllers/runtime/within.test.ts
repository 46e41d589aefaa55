import { expect, test } from "vitest";
import { type VirtualClock, virtualClock } from "../../support/virtual-clock.ts";
import { within } from "./within.ts";

/** What an act learns that waits until its signal aborts, and when. */
function waitsFor(process: { clock: VirtualClock; signal: AbortSignal }): Promise<string> {
  return within(process, 5_000, async (signal) => {
    await process.clock.sleep(60_000, signal).catch(() => {});
    return `${(signal.reason as Error).message} @${process.clock.nowMs()}`;
  });
}

test("an act that takes too long is told so", async () => {
  const clock = virtualClock();
  const { signal } = new AbortController();
  expect(await clock.run(() => waitsFor({ clock, signal }))).toBe(
    "context deadline exceeded @5000",
  );
});

test("the end of the process reaches the act, with its reason", async () => {
  const clock = virtualClock();
  const ending = new AbortController();
  const said = await clock.run(async () => {
    const waits = waitsFor({ clock, signal: ending.signal });
    await clock.sleep(2_000);
    ending.abort(new Error("killed"));
    return waits;
  });
  expect(said).toBe("killed @2000");
});

test("a process that has ended tells the act at once", async () => {
  const clock = virtualClock();
  const signal = AbortSignal.abort(new Error("killed"));
  expect(await clock.run(() => waitsFor({ clock, signal }))).toBe("killed @0");
});

test("an act that is done leaves no deadline behind", async () => {
  const clock = virtualClock();
  const { signal } = new AbortController();
  await clock.run(async () => {
    await within({ clock, signal }, 5_000, async () => "done");
    await clock.sleep(60_000);
  });
  expect(clock.woken()).toBe(1);
});
