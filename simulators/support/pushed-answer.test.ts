import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { type Push, pushedAnswer, pushOf, type Sink } from "./pushed-answer.ts";
import { sendPushed } from "./send-pushed.ts";

const bytes = (piece: string) => new TextEncoder().encode(piece);

/** A body that is pushed by hand. */
function byHand() {
  const seen: { sink?: Sink; stopped: number } = { stopped: 0 };
  const push: Push = (sink) => {
    seen.sink = sink;
    return () => {
      seen.stopped += 1;
    };
  };
  return { seen, push };
}

function sending(push: Push, passage: () => Promise<void> | undefined = () => undefined) {
  const outgoing = new PassThrough();
  const leaving = new AbortController();
  const sent = sendPushed({
    ...{ push, outgoing, passage },
    signal: leaving.signal,
    untaken: () => {},
  });
  return { outgoing, leaving, sent };
}

test("is a response like any to its readers, and begins when it is read", async () => {
  const { seen, push } = byHand();
  const answer = pushedAnswer(push, { status: 201, headers: { "x-a": "1" } });
  expect([answer.status, answer.headers.get("x-a")]).toEqual([201, "1"]);
  expect(answer.body).not.toBeNull();
  expect(pushOf(answer)).toBe(push);
  expect(seen.sink).toBeUndefined();
  const read = answer.text();
  await expect.poll(() => seen.sink).toBeDefined();
  expect(pushOf(answer)).toBeUndefined();
  seen.sink?.write(bytes("a"));
  seen.sink?.write(bytes("b"));
  seen.sink?.end();
  expect(await read).toBe("ab");
});

test.each([true, false])(
  "is told when a reader leaves; after its first piece: %s",
  async (begun) => {
    const { seen, push } = byHand();
    const reader = pushedAnswer(push).body?.getReader();
    if (begun) {
      const read = reader?.read();
      await expect.poll(() => seen.sink).toBeDefined();
      seen.sink?.write(bytes("a"));
      await read;
    }
    await reader?.cancel();
    expect(seen.stopped).toBe(1);
  },
);

test("is written as it comes, and ends with it", async () => {
  const { seen, push } = byHand();
  const { outgoing, sent } = sending(push);
  seen.sink?.write(bytes("a"));
  await expect.poll(() => outgoing.read()?.toString()).toBe("a");
  seen.sink?.write(bytes("b"));
  seen.sink?.end();
  expect(await text(outgoing)).toBe("b");
  await sent;
  expect(seen.stopped).toBe(0);
});

test("waits, in order, while the way is closed", async () => {
  const { seen, push } = byHand();
  let closed: PromiseWithResolvers<void> | undefined = Promise.withResolvers<void>();
  const { outgoing, sent } = sending(push, () => closed?.promise);
  seen.sink?.write(bytes("a"));
  seen.sink?.write(bytes("b"));
  seen.sink?.end();
  expect(outgoing.readableLength).toBe(0);
  expect(seen.sink?.backlogBytes()).toBe(2);
  const { resolve } = closed;
  closed = undefined;
  resolve();
  expect(await text(outgoing)).toBe("ab");
  await sent;
});

test("stops, without an end, when the client leaves", async () => {
  const { seen, push } = byHand();
  const { outgoing, leaving, sent } = sending(push);
  seen.sink?.write(bytes("a"));
  leaving.abort();
  await sent;
  expect(seen.stopped).toBe(1);
  seen.sink?.write(bytes("b"));
  seen.sink?.end();
  expect(outgoing.writableEnded).toBe(false);
  await expect.poll(() => outgoing.read()?.toString()).toBe("a");
});
