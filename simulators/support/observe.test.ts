import { expect, test } from "vitest";
import { ConnectionCut, type Handler } from "./handler.ts";
import { manualClock } from "./manual-clock.ts";
import { type ObservedExchange, observed } from "./observe.ts";
import { wholeAnswer } from "./whole-answer.ts";

function observe(handler: Handler) {
  const clock = manualClock();
  const seen: ObservedExchange[] = [];
  const handle = observed({ handler, clock, report: (exchange) => seen.push(exchange) });
  const leaving = new AbortController();
  const ask = () =>
    handle(new Request("http://localhost/", { signal: leaving.signal }), { faults: [] });
  return { clock, seen, leaving, ask };
}

async function* twoChunks() {
  yield Buffer.from("four");
  yield Buffer.from("fivee");
}

async function* brokenBody(error: Error) {
  yield Buffer.from("four");
  throw error;
}

test("reports an answer when its body ended, not before", async () => {
  const { clock, seen, ask } = observe(async () => {
    const headers = { "retry-after": "7" };
    return new Response(ReadableStream.from(twoChunks()), { status: 503, headers });
  });
  clock.advance(5);
  const response = await ask();
  expect(seen).toEqual([]);
  clock.advance(10);
  await response.text();
  expect(seen).toMatchObject([
    { startedMs: 5, durationMs: 10, status: 503, bytes: 9, ended: "whole", retryAfterSeconds: 7 },
  ]);
});

test("reports a whole answer once it is given, and leaves it as it is", async () => {
  const given = wholeAnswer("four", { status: 201 });
  const { clock, seen, ask } = observe(async () => {
    clock.advance(10);
    return given;
  });
  expect(await ask()).toBe(given);
  expect(seen).toMatchObject([{ status: 201, bytes: 4, durationMs: 10, ended: "whole" }]);
});

test("reports an answer without body", async () => {
  const { seen, ask } = observe(async () => new Response(null, { status: 204 }));
  await ask();
  expect(seen).toMatchObject([{ status: 204, bytes: 0, ended: "whole" }]);
});

test("reports a cut in the body and one before any answer", async () => {
  const cut = new ConnectionCut("reset", "test");
  const during = observe(async () => new Response(ReadableStream.from(brokenBody(cut))));
  await expect((await during.ask()).text()).rejects.toThrow(cut);
  expect(during.seen).toMatchObject([{ status: 200, bytes: 4, ended: "cut" }]);
  const before = observe(async () => {
    throw cut;
  });
  await expect(before.ask()).rejects.toThrow(cut);
  expect(before.seen).toMatchObject([{ status: 0, bytes: 0, ended: "cut" }]);
});

test("reports a client that left as abandoned, and a destroyed connection as cut", async () => {
  for (const { reason, ended } of [
    { reason: new Error("left"), ended: "abandoned" },
    { reason: new ConnectionCut("close", "refused"), ended: "cut" },
  ]) {
    const begun = observe(async () => new Response(ReadableStream.from(twoChunks())));
    const reader = (await begun.ask()).body?.getReader();
    await reader?.read();
    begun.leaving.abort(reason);
    await reader?.cancel(reason);
    expect(begun.seen).toMatchObject([{ status: 200, bytes: 4, ended }]);
    const waiting = observe(async (request) => {
      begin.resolve();
      await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
      throw request.signal.reason;
    });
    const begin = Promise.withResolvers<void>();
    const answer = waiting.ask();
    await begin.promise;
    waiting.leaving.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(waiting.seen).toMatchObject([{ status: 0, bytes: 0, ended }]);
  }
});

test("reports a handler that broke as the 500 that its client gets", async () => {
  const { seen, ask } = observe(async () => {
    throw new Error("broken");
  });
  await expect(ask()).rejects.toThrow("broken");
  expect(seen).toMatchObject([{ status: 500, ended: "whole" }]);
});
