import { afterEach, expect, test } from "vitest";
import type { Exchange } from "./http-exchange.ts";
import { type KeptConnection, letGo } from "./let-go.ts";
import { manualClock } from "./manual-clock.ts";

const ended = new AbortController();
afterEach(() => ended.abort());

test("lets go of idle connections after ninety seconds, of untaken answers after sixty", async () => {
  const clock = manualClock();
  const closed: string[] = [];
  const connection = (name: string, open: number): KeptConnection => ({
    open,
    close: () => closed.push(name),
  });
  const exchange = (name: string, untaken: boolean) =>
    ({ ...(untaken && { untaken: {} }), drop: () => closed.push(name) }) as Partial<Exchange>;
  const busy = connection("busy", 1);
  const connections = new Set([busy, connection("idle", 0)]);
  const exchanges = new Set([exchange("taken", false), exchange("untaken", true)] as Exchange[]);
  letGo({ clock, connections, exchanges, signal: ended.signal }).catch(() => {});
  const pass = async (seconds: number) => {
    for (let at = 0; at < seconds; at += 5) {
      clock.advance(5000);
      await new Promise(setImmediate);
    }
  };
  await pass(60);
  expect(closed).toEqual([]);
  await pass(10);
  expect(closed).toContain("untaken");
  expect(closed).not.toContain("idle");
  await pass(30);
  expect(closed).toContain("idle");
  expect(closed).not.toContain("busy");
  expect(closed).not.toContain("taken");
  busy.open = 0;
  await pass(100);
  expect(closed).toContain("busy");
});
