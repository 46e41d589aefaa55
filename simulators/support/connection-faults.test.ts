import { describe, expect, test } from "vitest";
import { ConnectionCut } from "./handler.ts";
import { hello, listener } from "./testing/started-listener.ts";
import { transports } from "./testing/transports.ts";

describe.each(transports)("over %s", (transport) => {
  test("refuses connections, destroys open ones, and comes back on the same port", async () => {
    const entered = Promise.withResolvers<void>();
    const reasons: unknown[] = [];
    const { get, doors } = await listener(
      async (request) => {
        if (request.url.endsWith("/quick")) return new Response("hello");
        entered.resolve();
        request.signal.addEventListener("abort", () => reasons.push(request.signal.reason));
        return new Promise(() => {});
      },
      { transport },
    );
    const open = get("/slow");
    await entered.promise;
    for (let round = 0; round < 5; round += 1) {
      const refusal = await doors.refuse("mark");
      // Only the first finds a request to end.
      expect(refusal.cut).toBe(round === 0 ? 1 : 0);
      expect((await get("/quick").outcome).how).toBe("refused");
      await refusal.end();
      expect(await get("/quick").outcome).toMatchObject({ how: "closed", whole: true });
    }
    expect((await open.outcome).how).not.toBe("open");
    expect(reasons).toEqual([expect.any(ConnectionCut)]);
  });

  test("refuses as long as one of several refusals lasts", async () => {
    const { get, doors } = await listener(hello, { transport });
    const [first, second] = await Promise.all([doors.refuse("a"), doors.refuse("b")]);
    await first.end();
    expect((await get("/").outcome).how).toBe("refused");
    await second.end();
    expect((await get("/").outcome).whole).toBe(true);
  });

  test("a black hole takes connections, is silent, and answers them once it ends", async () => {
    const contexts: string[][] = [];
    const { get, doors } = await listener(
      async (_request, context) => {
        contexts.push(context.faults);
        return new Response("hello");
      },
      { transport },
    );
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
    const { get, doors } = await listener(async () => new Response(body.readable), { transport });
    const writer = body.writable.getWriter();
    const begun = get("/");
    await writer.write(Buffer.from("before"));
    await begun.received("before");
    const hole = doors.blackhole("mark");
    const seen = begun.text();
    expect(seen).toContain("before");
    await writer.write(Buffer.from("after"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(begun.text()).toBe(seen);
    void writer.close();
    // The connection itself counts where it would answer pings.
    expect(hole.met()).toBe(transport === "http/2" ? 2 : 1);
    hole.end();
    expect(await begun.outcome).toMatchObject({ how: "closed", whole: true });
    expect(begun.text()).toContain("after");
  });
});
