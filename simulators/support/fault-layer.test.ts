import { expect, test } from "vitest";
import { UsageError } from "../../harness/core/failure.ts";
import type { FaultEffect } from "../../harness/core/fault.ts";
import type { Doors } from "./handler.ts";
import { layer, settle } from "./testing/faulty-handler.ts";

test("answers in place of the server, until removed", async () => {
  const { add, ask } = layer();
  const fault = await add({ use: "answers", status: 503, retryAfterSeconds: 3, body: "busy" });
  expect(fault.id).toBe("fault-1");
  const response = await ask();
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("3");
  expect(await response.text()).toBe("busy");
  expect(response.faults).toEqual(["fault-1"]);
  expect(await fault.remove()).toBe(1);
  expect((await ask()).status).toBe(200);
  expect(await fault.remove()).toBe(1);
  expect((await add({ use: "answers", status: 500 })).id).toBe("fault-2");
});

test("meets only the requests that match", async () => {
  const { add, ask } = layer();
  const fault = await add({ use: "answers", status: 500 }, { repositories: ["/a", "/b"] });
  const statuses = [(await ask("/a")).status, (await ask("/c")).status, (await ask("/b")).status];
  expect(statuses).toEqual([500, 200, 500]);
  expect(await fault.remove()).toBe(2);
});

test("the newest fault meets a request first", async () => {
  const { add, ask } = layer();
  const older = await add({ use: "answers", status: 500 });
  const newer = await add({ use: "answers", status: 429 });
  expect((await ask()).status).toBe(429);
  expect(await newer.remove()).toBe(1);
  expect((await ask()).status).toBe(500);
  expect(await older.remove()).toBe(1);
});

test("limits requests in fixed windows and tells when the next one starts", async () => {
  const { add, ask, clock } = layer();
  const match = { repositories: ["/counted"] };
  const fault = await add({ use: "limits", requests: 2, windowMs: 10_000, status: 429 }, match);
  const budget = (response: Response) =>
    ["limit", "remaining", "used", "reset"].map((name) =>
      Number(response.headers.get(`x-ratelimit-${name}`)),
    );
  const resetSeconds = clock.epochMs() / 1000 + 10;
  const first = await ask("/counted");
  expect(first.status).toBe(200);
  expect(budget(first)).toEqual([2, 1, 1, resetSeconds]);
  expect((await first.text()).length).toBe(1000);
  expect((await ask("/other")).headers.has("x-ratelimit-limit")).toBe(false);
  clock.advance(5500);
  expect(budget(await ask("/counted"))).toEqual([2, 0, 2, resetSeconds]);
  const refused = await ask("/counted");
  expect(refused.status).toBe(429);
  expect(budget(refused)).toEqual([2, 0, 2, resetSeconds]);
  expect(refused.headers.get("retry-after")).toBe("5");
  expect(refused.faults).toEqual(["fault-1"]);
  clock.advance(4499);
  const last = await ask("/counted");
  expect([last.status, last.headers.get("retry-after")]).toEqual([429, "1"]);
  clock.advance(1);
  const renewed = await ask("/counted");
  expect([renewed.status, ...budget(renewed)]).toEqual([200, 2, 1, 1, resetSeconds + 10]);
  clock.advance(35_000);
  expect(budget(await ask("/counted"))).toEqual([2, 1, 1, resetSeconds + 40]);
  expect(await fault.remove()).toBe(2);
});

test("delays an answer, by no more than the time until it is removed", async () => {
  const { add, ask, clock } = layer();
  const fault = await add({ use: "delays", delayMs: 1000 });
  let answered = 0;
  const count = () => {
    answered += 1;
  };
  const first = ask().then(count);
  await settle();
  clock.advance(999);
  await settle();
  expect(answered).toBe(0);
  clock.advance(1);
  await first;
  const second = ask().then(count);
  await settle();
  expect(answered).toBe(1);
  expect(await fault.remove()).toBe(2);
  await second;
});

test("a delay ends when the client leaves", async () => {
  const { add, ask, clock, leaving } = layer();
  await add({ use: "delays", delayMs: 1000 });
  const answer = ask();
  await settle();
  leaving.abort(new Error("left"));
  await expect(answer).rejects.toThrow("left");
  expect(clock.sleepers()).toBe(0);
});

test("faults on connections act through the doors; refusals can't be counted", async () => {
  const calls: string[] = [];
  const doors: Doors = {
    refuse: async (mark) => {
      calls.push(`refuse ${mark}`);
      return { cut: 0, end: async () => void calls.push("accept again") };
    },
    blackhole: (mark) => {
      calls.push(`blackhole ${mark}`);
      return { met: () => 3, end: () => void calls.push("flow again") };
    },
  };
  const { add, ask } = layer({ doors });
  const refusal = await add({ use: "refuses" });
  expect(await refusal.remove()).toBeNull();
  const hole = await add({ use: "blackholes" });
  const held = ask();
  await settle();
  expect(await hole.remove()).toBe(4);
  expect((await held).status).toBe(200);
  expect(calls).toEqual(["refuse fault-1", "accept again", "blackhole fault-2", "flow again"]);
});

test.each([
  { use: "answers", status: 42 },
  { use: "limits", requests: 1.5, windowMs: 1000, status: 429 },
  { use: "limits", requests: 1, windowMs: 0, status: 429 },
  { use: "throttles", bytesPerSecond: 0 },
  { use: "explodes" } as unknown as FaultEffect,
] satisfies FaultEffect[])("rejects %j", async (effect) => {
  const { add } = layer();
  await expect(add(effect)).rejects.toThrow(UsageError);
});
