import { expect, test } from "vitest";
import { ConnectionCut } from "./handler.ts";
import { hello, listener } from "./testing/started-listener.ts";

test("refuses connections, destroys open ones, and comes back on the same port", async () => {
  const entered = Promise.withResolvers<void>();
  const reasons: unknown[] = [];
  const { get, doors } = await listener(async (request) => {
    if (request.url.endsWith("/quick")) return new Response("hello");
    entered.resolve();
    request.signal.addEventListener("abort", () => reasons.push(request.signal.reason));
    return new Promise(() => {});
  });
  const open = get("/slow");
  await entered.promise;
  for (let round = 0; round < 5; round += 1) {
    const refusal = await doors.refuse("mark");
    expect((await get("/quick").outcome).how).toBe("refused");
    await refusal.end();
    expect(await get("/quick").outcome).toMatchObject({ how: "closed", whole: true });
  }
  expect((await open.outcome).how).not.toBe("open");
  expect(reasons).toEqual([expect.any(ConnectionCut)]);
});

test("refuses as long as one of several refusals lasts", async () => {
  const { get, doors } = await listener(hello);
  const [first, second] = await Promise.all([doors.refuse("a"), doors.refuse("b")]);
  await first.end();
  expect((await get("/").outcome).how).toBe("refused");
  await second.end();
  expect((await get("/").outcome).whole).toBe(true);
});

test("a black hole takes connections, is silent, and answers them once it ends", async () => {
  const contexts: string[][] = [];
  const { get, doors } = await listener(async (_request, context) => {
    contexts.push(context.faults);
    return new Response("hello");
  });
  const hole = doors.blackhole("mark");
  const silent = await get("/", 150).outcome;
  expect(silent).toEqual({ how: "open", whole: false, text: "" });
  const patient = get("/");
  const later = get("/");
  while (hole.met() < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  hole.end();
  expect(await patient.outcome).toMatchObject({ how: "closed", whole: true });
  expect(await later.outcome).toMatchObject({ how: "closed", whole: true });
  expect(contexts).toContainEqual(["mark"]);
  expect(await get("/").outcome).toMatchObject({ whole: true });
});

test("a black hole freezes an answer under way", async () => {
  const body = new TransformStream<Uint8Array, Uint8Array>();
  const { get, doors } = await listener(async () => new Response(body.readable));
  const writer = body.writable.getWriter();
  const begun = get("/");
  await writer.write(Buffer.from("before"));
  await begun.received(100);
  const hole = doors.blackhole("mark");
  let seen = "";
  begun.socket.on("data", (chunk) => {
    seen += chunk;
  });
  await writer.write(Buffer.from("after"));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(seen).toBe("");
  void writer.close();
  expect(hole.met()).toBe(1);
  hole.end();
  expect(await begun.outcome).toMatchObject({ how: "closed", whole: true });
  expect(seen).toContain("after");
});
