import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { UsageError } from "../../harness/core/failure.ts";
import type { Fault, FaultEffect } from "../../harness/core/fault.ts";
import { createFaultLayer } from "./fault-layer.ts";
import { ConnectionCut, type Doors, type Handler } from "./handler.ts";
import { manualClock } from "./manual-clock.ts";

const noDoors: Doors = {
  refuse: async () => ({ end: async () => {} }),
  blackhole: () => ({ met: () => 0, end: () => {} }),
};

/** A layer over a handler that answers with 1000 bytes, in chunks of 300. */
function layer(options: { handler?: Handler; doors?: Doors } = {}) {
  const clock = manualClock();
  const { handler = async () => new Response(ReadableStream.from(thousand())) } = options;
  const { handle, inject } = createFaultLayer({
    handler,
    clock,
    doors: options.doors ?? noDoors,
    matches: ({ match }, request) =>
      !match?.repositories || match.repositories.some((name) => request.url.endsWith(name)),
  });
  const add = (effect: FaultEffect, match?: Fault["match"]) =>
    inject({ target: "git-host", ...effect, ...(match ? { match } : {}) });
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const ask = async (path = "/") => {
    const context = { faults: [] as string[] };
    const request = new Request(`http://localhost${path}`, { signal: leaving.signal });
    const response = await handle(request, context);
    return Object.assign(response, { faults: context.faults });
  };
  return { clock, add, ask, leaving };
}

async function* thousand() {
  for (const bytes of [300, 300, 300, 100]) yield Buffer.alloc(bytes, "x");
}

/** Reads along, so that what has come so far can be asked at any time. */
function reading(response: Response) {
  const state: { bytes: number; ended: "no" | "whole" | unknown } = { bytes: 0, ended: "no" };
  const done = (async () => {
    for await (const chunk of response.body ?? []) state.bytes += chunk.length;
    state.ended = "whole";
  })().catch((error) => {
    state.ended = error;
  });
  return Object.assign(state, { done });
}

/** Lets everything happen that can without time passing. */
async function settle() {
  for (let count = 0; count < 20; count += 1) await turn();
}

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

test("throttles a body to its rate in small pieces, and frees it on removal", async () => {
  const { add, ask, clock } = layer();
  const fault = await add({ use: "throttles", bytesPerSecond: 200 });
  const body = reading(await ask());
  await settle();
  const arrived: number[] = [];
  for (let step = 0; step < 20; step += 1) {
    clock.advance(50);
    await settle();
    arrived.push(body.bytes);
  }
  expect(arrived).toEqual(Array.from({ length: 20 }, (_, step) => (step + 1) * 10));
  expect(await fault.remove()).toBe(1);
  await body.done;
  expect(body).toMatchObject({ bytes: 1000, ended: "whole" });
  expect(clock.sleepers()).toBe(0);
});

test("a throttled client that pauses is owed no burst", async () => {
  const { add, ask, clock } = layer();
  await add({ use: "throttles", bytesPerSecond: 200 });
  const response = await ask();
  clock.advance(60_000);
  const body = reading(response);
  await settle();
  clock.advance(50);
  await settle();
  expect(body.bytes).toBeLessThanOrEqual(20);
});

test("stalls after so many bytes and goes on when removed", async () => {
  const { add, ask } = layer();
  const fault = await add({ use: "stalls", afterBytes: 450 });
  const response = await ask();
  const body = reading(response);
  await settle();
  expect(body).toMatchObject({ bytes: 450, ended: "no" });
  expect(response.faults).toEqual(["fault-1"]);
  expect(await fault.remove()).toBe(1);
  await body.done;
  expect(body).toMatchObject({ bytes: 1000, ended: "whole" });
});

test("a stall ends when the client leaves", async () => {
  const { add, ask, leaving } = layer();
  await add({ use: "stalls", afterBytes: 0 });
  const body = reading(await ask());
  await settle();
  expect(body).toMatchObject({ bytes: 0, ended: "no" });
  const reason = new Error("left");
  leaving.abort(reason);
  await body.done;
  expect(body.ended).toBe(reason);
});

test.each([
  { use: "truncates", how: "close" },
  { use: "resets", how: "reset" },
] as const)("$use after so many bytes, and not in shorter bodies", async ({ use, how }) => {
  const { add, ask } = layer();
  for (const afterBytes of [1, 299, 300, 301, 999, 1000]) {
    const fault = await add({ use, afterBytes });
    const body = reading(await ask());
    await body.done;
    expect(body.bytes).toBe(afterBytes);
    expect(body.ended).toBeInstanceOf(ConnectionCut);
    expect(body.ended).toMatchObject({ how });
    expect(await fault.remove()).toBe(1);
  }
  const fault = await add({ use, afterBytes: 1001 });
  expect((await (await ask()).text()).length).toBe(1000);
  expect(await fault.remove()).toBe(0);
});

test("a cut that is removed in time doesn't happen", async () => {
  const gate = Promise.withResolvers<void>();
  async function* gated() {
    yield Buffer.alloc(10);
    await gate.promise;
    yield Buffer.alloc(10);
  }
  const { add, ask } = layer({ handler: async () => new Response(ReadableStream.from(gated())) });
  const fault = await add({ use: "truncates", afterBytes: 15 });
  const body = reading(await ask());
  await settle();
  expect(await fault.remove()).toBe(0);
  gate.resolve();
  await body.done;
  expect(body).toMatchObject({ bytes: 20, ended: "whole" });
});

test("resets before any answer at 0 bytes, without asking the server", async () => {
  let asked = 0;
  const { add, ask } = layer({
    handler: async () => {
      asked += 1;
      return new Response();
    },
  });
  await add({ use: "resets", afterBytes: 0 });
  await expect(ask()).rejects.toMatchObject({ name: "ConnectionCut", how: "reset" });
  expect(asked).toBe(0);
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
      return { end: async () => void calls.push("accept again") };
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
