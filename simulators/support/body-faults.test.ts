import { expect, test } from "vitest";
import { ConnectionCut } from "./handler.ts";
import { layer, reading, settle } from "./testing/faulty-handler.ts";

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
