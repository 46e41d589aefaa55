import { expect, test } from "vitest";
import { ConnectionCut } from "./handler.ts";
import { pushedAnswer, type Sink } from "./pushed-answer.ts";
import { onNetwork, origin } from "./testing/virtual-network.ts";
import { wholeAnswer } from "./whole-answer.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("refuses connections, cuts what is under way, and lets all in again", async () => {
  const reasons: unknown[] = [];
  await onNetwork(async ({ network, get, clock }) => {
    const { doors } = network.listen(origin, async ({ url, signal }) => {
      if (url.endsWith("/quick")) return wholeAnswer("hello");
      signal.addEventListener("abort", () => reasons.push(signal.reason));
      if (url.endsWith("/unanswered")) return new Promise(() => {});
      return pushedAnswer((sink) => {
        sink.write(bytes("begun"));
        return () => reasons.push("stopped");
      });
    });
    const unanswered = get("/unanswered");
    const begun = get("/begun");
    await clock.sleep(20);
    for (let round = 0; round < 3; round += 1) {
      const refusal = await doors.refuse("mark");
      expect(refusal.cut).toBe(round === 0 ? 2 : 0);
      expect(await get("/quick")).toMatchObject({ failed: "refused" });
      await refusal.end();
      expect(await get("/quick")).toMatchObject({ status: 200, text: "hello" });
    }
    expect(await unanswered).toEqual({ text: "", failed: "closed", atMs: 25 });
    expect(await begun).toEqual({ status: 200, text: "begun", failed: "closed", atMs: 20 });
  });
  const cut = expect.any(ConnectionCut);
  expect(reasons).toHaveLength(3);
  expect(reasons).toEqual(expect.arrayContaining([cut, "stopped", cut]));
});

test("refuses as long as one of several refusals lasts", async () => {
  await onNetwork(async ({ network, get }) => {
    const { doors } = network.listen(origin, async () => wholeAnswer("hello"));
    const [first, second] = await Promise.all([doors.refuse("a"), doors.refuse("b")]);
    await first.end();
    expect(await get()).toMatchObject({ failed: "refused" });
    await second.end();
    expect(await get()).toMatchObject({ status: 200 });
  });
});

test("a black hole takes requests, is silent, and answers them once it ends", async () => {
  const contexts: string[][] = [];
  await onNetwork(async ({ network, get, clock }) => {
    const { doors } = network.listen(origin, async (_, { faults }) => {
      contexts.push(faults);
      return wholeAnswer("hello");
    });
    const hole = doors.blackhole("mark");
    const patient = get();
    const hasty = get("/", { signal: AbortSignal.abort() });
    const client = new AbortController();
    const leaving = get("/", { signal: client.signal });
    await clock.sleep(1000);
    expect([hole.met(), contexts]).toEqual([2, []]);
    client.abort();
    expect([await hasty, await leaving]).toMatchObject([
      { failed: "aborted" },
      { failed: "aborted" },
    ]);
    hole.end();
    expect(await patient).toEqual({ status: 200, text: "hello", atMs: 1005 });
    expect(await get()).toMatchObject({ status: 200 });
  });
  expect(contexts).toEqual([["mark"], []]);
});

test("two black holes: both are met, and only the end of both lets requests through", async () => {
  await onNetwork(async ({ network, get, clock }) => {
    const { doors } = network.listen(origin, async () => wholeAnswer("hello"));
    const first = doors.blackhole("a");
    const second = doors.blackhole("b");
    const asked = get();
    await clock.sleep(100);
    first.end();
    await clock.sleep(100);
    second.end();
    expect(await asked).toEqual({ status: 200, text: "hello", atMs: 205 });
    expect([first.met(), second.met()]).toEqual([1, 1]);
  });
});

test("a black hole freezes answers under way, of either kind", async () => {
  await onNetwork(async ({ network, get, clock }) => {
    let sink: Sink | undefined;
    const stream = new TransformStream<Uint8Array, Uint8Array>();
    const writer = stream.writable.getWriter();
    const { doors } = network.listen(origin, async ({ url }) => {
      if (url.endsWith("/stream")) return new Response(stream.readable);
      return pushedAnswer((given) => {
        sink = given;
        return () => {};
      });
    });
    const streamed = get("/stream");
    const pushed = get("/pushed");
    await clock.sleep(20);
    void writer.write(bytes("before "));
    sink?.write(bytes("before "));
    await clock.sleep(20);
    const hole = doors.blackhole("mark");
    void writer.write(bytes("after"));
    void writer.close();
    sink?.write(bytes("after"));
    sink?.end();
    await clock.sleep(60);
    expect(hole.met()).toBe(2);
    hole.end();
    const seen = { status: 200, text: "before after", atMs: 100 };
    expect([await streamed, await pushed]).toEqual([seen, seen]);
  });
});

test("a black hole that falls in keeps an answer's head back", async () => {
  await onNetwork(async ({ network, get, clock }) => {
    const { doors } = network.listen(origin, async () => {
      await clock.sleep(100);
      return wholeAnswer("hello");
    });
    const asked = get();
    await clock.sleep(50);
    const hole = doors.blackhole("mark");
    await clock.sleep(450);
    hole.end();
    expect(await asked).toEqual({ status: 200, text: "hello", atMs: 505 });
    expect(hole.met()).toBe(1);
  });
});
