import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { UsageError } from "../../harness/core/failure.ts";
import { ConnectionCut } from "./handler.ts";
import { ClientLeft, startHttpListener } from "./http-listener.ts";
import { getRequest, rawRequest } from "./testing/raw-request.ts";
import { hello, listener } from "./testing/started-listener.ts";

async function* breakingOff(how: "close" | "reset") {
  yield Buffer.from("first half");
  throw new ConnectionCut(how, "test");
}

test("passes method, path, headers and body in, and status, headers and body out", async () => {
  const { origin } = await listener(async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    const said = [request.method, pathname, search, request.headers.get("x-in"), body].join(" ");
    return new Response(said, { status: 201, headers: { "x-out": "there" } });
  });
  const response = await fetch(`${origin}/a%20b?c=d`, {
    method: "POST",
    body: "text",
    headers: { "x-in": "here" },
  });
  expect(response.status).toBe(201);
  expect(response.headers.get("x-out")).toBe("there");
  expect(await response.text()).toBe("POST /a%20b ?c=d here text");
});

test("streams both ways: each chunk is answered before the next is sent", async () => {
  const { origin } = await listener(async (request) => new Response(request.body));
  const sent = new TransformStream<Uint8Array, Uint8Array>();
  const writer = sent.writable.getWriter();
  const writing = writer.write(Buffer.from("one"));
  const response = await fetch(origin, { method: "POST", body: sent.readable, duplex: "half" });
  const reader = response.body?.getReader();
  await writing;
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("one");
  await writer.write(Buffer.from("two"));
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("two");
  await writer.close();
  expect((await reader?.read())?.done).toBe(true);
});

test("pulls no more from a body than a client that doesn't read lets through", async () => {
  const chunk = new Uint8Array(1024 * 1024);
  let pulled = 0;
  let calm = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const { port } = await listener(async () => {
    const pull = (controller: ReadableStreamDefaultController) => {
      pulled += 1;
      clearTimeout(timer);
      timer = setTimeout(() => calm.resolve(), 200);
      if (pulled > 64) controller.close();
      else controller.enqueue(chunk);
    };
    return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
  });
  const socket = connect(port, "127.0.0.1");
  socket.write(getRequest("/"));
  await calm.promise;
  expect(pulled).toBeLessThan(32);
  calm = Promise.withResolvers();
  socket.resume();
  await once(socket, "end");
  clearTimeout(timer);
  expect(pulled).toBe(65);
});

test("aborts the request when the client leaves, whether or not it was answered yet", async () => {
  const reasons: unknown[] = [];
  const entered = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const canceled = Promise.withResolvers<void>();
  const { get } = await listener(async (request) => {
    request.signal.addEventListener("abort", () => {
      reasons.push(request.signal.reason);
      left.resolve();
    });
    if (request.url.endsWith("/unanswered")) {
      entered.resolve();
      await left.promise;
      return new Response();
    }
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from("begin")),
      cancel: () => canceled.resolve(),
    });
    return new Response(body);
  });
  const unanswered = get("/unanswered");
  await entered.promise;
  unanswered.socket.destroy();
  await left.promise;
  const begun = get("/begun");
  await begun.received(100);
  begun.socket.destroy();
  await canceled.promise;
  expect(reasons).toEqual([expect.any(ClientLeft), expect.any(ClientLeft)]);
});

test.each([
  { how: "close", seen: "closed" },
  { how: "reset", seen: "reset" },
] as const)(
  "ends a connection by $how, in the middle of a body and before any answer",
  async ({ how, seen }) => {
    const { get } = await listener(async (request) => {
      if (request.url.endsWith("/before")) throw new ConnectionCut(how, "test");
      return new Response(ReadableStream.from(breakingOff(how)));
    });
    const middle = await get("/middle").outcome;
    expect(middle).toMatchObject({ how: seen, whole: false });
    expect(middle.text).toContain("first half");
    expect(await get("/before").outcome).toEqual({ how: seen, whole: false, text: "" });
  },
);

test("answers 500 for a handler that throws, and tells of it", async () => {
  const errors: unknown[] = [];
  const broken = new Error("broken");
  const { get } = await listener(
    async () => {
      throw broken;
    },
    { onError: (error) => errors.push(error) },
  );
  expect((await get("/").outcome).text).toMatch(/^HTTP\/1.1 500 /);
  expect(errors).toEqual([broken]);
});

test.each(["http://[", "/\\\\[", "*", "//elsewhere/x"])(
  "always answers the target %s",
  async (target) => {
    const { get } = await listener(async (request) => new Response(new URL(request.url).host));
    const { text, how } = await get(target).outcome;
    expect(how).toBe("closed");
    expect(text).toMatch(/^HTTP\/1.1 (200|400) /);
    expect(text).not.toContain("elsewhere");
  },
);

test.each([0, 1])(
  "serves a connection's next request after %i chunks of a body were read",
  async (chunks) => {
    const { origin } = await listener(async (request) => {
      const reader = request.body?.getReader();
      for (let count = 0; count < chunks; count += 1) await reader?.read();
      return new Response("hello");
    });
    for (let count = 0; count < 3; count += 1) {
      const response = await fetch(origin, { method: "POST", body: new Uint8Array(3_000_000) });
      expect(await response.text()).toBe("hello");
    }
  },
);

test("names the port that is taken", async () => {
  const first = await listener(hello);
  const second = startHttpListener({ handler: hello, port: first.port });
  await expect(second).rejects.toThrow(UsageError);
  await expect(second).rejects.toThrow(`127.0.0.1:${first.port}`);
});

test("disposing ends open connections and frees the port", async () => {
  const entered = Promise.withResolvers<void>();
  const first = await startHttpListener({
    handler: async () => {
      entered.resolve();
      return new Promise(() => {});
    },
  });
  const open = rawRequest({ port: first.port, text: getRequest("/"), forMs: 5000 });
  await entered.promise;
  await first[Symbol.asyncDispose]();
  expect((await open.outcome).how).not.toBe("open");
  const second = await listener(hello, { port: first.port });
  expect(second.port).toBe(first.port);
});
